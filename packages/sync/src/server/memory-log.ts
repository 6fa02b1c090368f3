import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import type { ChangeLog, LogEntry, LogHead } from './change-log.ts';

/** What a test says of an entry; the rest is filled in. */
export type Draft = Pick<LogEntry, 'op' | 'scopeId' | 'entityId'> & Partial<LogEntry>;

export const row = (
  scopeId: string,
  entityId: string,
  fields: Record<string, unknown> = {},
): Draft => ({
  op: 'U',
  scopeId,
  entityId,
  row: { id: entityId, ...fields },
});
export const left = (scopeId: string, entityId: string): Draft => ({ op: 'X', scopeId, entityId });
export const gone = (scopeId: string, entityId: string): Draft => ({ op: 'D', scopeId, entityId });
export const grant = (userScope: string, scope: string): Draft => ({
  op: 'grant',
  scopeId: userScope,
  entityId: scope,
});
export const revoke = (userScope: string, scope: string): Draft => ({
  op: 'revoke',
  scopeId: userScope,
  entityId: scope,
});

/** A log in memory that commits whole transactions; for tests of what reads a log. */
export class MemoryLog implements ChangeLog {
  #entries: LogEntry[] = [];
  epoch = 'epoch-1';
  floor = 0;
  isAway = false;
  reads = 0;

  commit(...drafts: readonly Draft[]): readonly LogEntry[] {
    const seq = this.#seq() + 1;
    const entries = drafts.map((draft, idx): LogEntry => ({
      seq,
      idx,
      entity: 'items',
      row: null,
      schemaVersion: SCHEMA_VERSION,
      tag: `tag-${seq}`,
      replicaId: null,
      mid: null,
      uid: null,
      ...draft,
    }));
    this.#entries.push(...entries);
    return entries;
  }

  /** As after a restore from a backup: what came after that is gone. */
  setBack(to: number, epoch: string): void {
    this.#entries = this.#entries.filter(({ seq }) => seq <= to);
    this.epoch = epoch;
  }

  async head(): Promise<LogHead> {
    this.#mustBeThere();
    const seq = this.#seq();
    return { epoch: this.epoch, seq, tag: seq === 0 ? '' : `tag-${seq}`, floor: this.floor };
  }

  async read(_workspaceId: string, afterSeq: number, limit: number): Promise<readonly LogEntry[]> {
    this.#mustBeThere();
    this.reads++;
    const rest = this.#entries.filter((entry) => entry.seq > afterSeq);
    const last = rest[limit - 1]?.seq ?? Infinity;
    return rest.filter((entry) => entry.seq <= last);
  }

  async tagAt(_workspaceId: string, seq: number): Promise<string | undefined> {
    this.#mustBeThere();
    return this.#entries.find((entry) => entry.seq === seq)?.tag;
  }

  #seq(): number {
    return this.#entries.at(-1)?.seq ?? 0;
  }

  #mustBeThere(): void {
    if (this.isAway) throw new Error('the database is away');
  }
}
