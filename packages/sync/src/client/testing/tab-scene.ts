import type { Change } from '@frontdesk/core/sync-protocol';
import { LiveValue } from '../live.ts';
import type { RefusedItem } from '../sync-client.ts';
import { createTabClient } from '../tab-client.ts';
import { seededRandom } from './chance.ts';
import { DESK_MUTATIONS } from './desk-mutations.ts';
import { ScriptedLink, type ScriptedLeader } from './scripted-leader.ts';
import { byState, remarksOf, ticket, type Desk, type Remark } from './ticket.ts';
import { TICKET_RULES } from './ticket-rules.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Everything that is on its way arrives. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A tab over leaders that do what a test says. */
export class TabScene {
  readonly link = new ScriptedLink();
  readonly clock = new VirtualClock(seededRandom(1));
  readonly visible = new LiveValue(true);
  readonly told: RefusedItem[] = [];
  readonly client = createTabClient<Desk, typeof DESK_MUTATIONS>({
    link: this.link,
    clock: this.clock,
    mutations: DESK_MUTATIONS,
    indexes: [byState, remarksOf],
    rules: TICKET_RULES,
    identity: { user: 'ann' },
    build: 'test',
    onRefused: (item) => this.told.push(item),
    visible: this.visible,
  });

  /** A leader whose store holds one ticket. */
  async lead(seq = 10): Promise<ScriptedLeader> {
    const leader = this.link.lead();
    leader.image(seq, { tickets: [ticket('t1')] });
    leader.queue([]);
    await turn();
    return leader;
  }

  remarks(of = 't1'): string[] {
    return this.client.store
      .list(remarksOf, of)
      .get()
      .map(({ id }) => id);
  }

  hold(group: string): () => void {
    return this.client.hold(group).subscribe(() => undefined);
  }
}

export const put = (
  entity: string,
  row: Remark | ReturnType<typeof ticket>,
  seq: number,
): Change => ({
  seq,
  idx: 0,
  scopeId: row.scopeId,
  entity,
  id: row.id,
  op: 'U',
  row,
});
export const gone = (entity: string, id: string, seq: number): Change => ({
  seq,
  idx: 0,
  scopeId: 'team-1',
  entity,
  id,
  op: 'D',
});
export const frame = (...changes: readonly Change[]) =>
  ({ type: 'frame', changes, revoked: [] }) as const;
