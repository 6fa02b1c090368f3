import type { Delta, MutationResult } from '@frontdesk/core/sync-protocol';
import type { SimMutationName } from './sim-mutations.ts';

/** What a user did, and what the screen told of it. */
export type Deed = {
  readonly uid: string;
  readonly name: SimMutationName;
  readonly args: unknown;
  readonly browser: string;
  readonly tab: string;
  /** The screen said so. */
  saved: boolean;
  /** How many were said to be saved before it. */
  savedAs: number;
  told: MutationResult | null;
  /** The disk did not take it, and the screen said so: it is saved later, behind what was made meanwhile. */
  late: boolean;
  /** Its author asked to take it back. */
  withdrawn: boolean;
  /** Settled, and no longer in the archive: a server that was set back is not told of it again (rule 14). */
  forgotten: boolean;
  /** Taken off the list by its author. */
  dismissed: boolean;
};

/** What a gateway sent to somebody. */
export type Sent = {
  readonly userScope: string;
  readonly epoch: string;
  readonly to: number;
  readonly scopes: readonly string[];
};

/** Sees everything that users do and are told, and all that leaves the gateways. */
export class Witness {
  readonly deeds = new Map<string, Deed>();
  /** How often the vendor was asked to deliver a note of this uid. */
  readonly delivered = new Map<string, number>();
  sent: Sent[] = [];
  #saved = 0;
  /** What each mutation was said to build on when it was pushed last. */
  readonly groundwork = new Map<string, readonly string[]>();
  /** By browser: how far what it was sent reaches. */
  readonly reached = new Map<string, { readonly epoch: string; readonly seq: number }>();
  /** Hears what goes on, for who looks into a failure. */
  listener: ((who: string, what: string, details: unknown) => void) | undefined;

  made(deed: Pick<Deed, 'uid' | 'name' | 'args' | 'browser' | 'tab'>): void {
    const rest = {
      saved: false,
      savedAs: Number.POSITIVE_INFINITY,
      told: null,
      late: false,
      forgotten: false,
      withdrawn: false,
      dismissed: false,
    };
    this.deeds.set(deed.uid, { ...deed, args: structuredClone(deed.args), ...rest });
  }

  saved(uid: string): void {
    const deed = this.deeds.get(uid);
    if (!deed || deed.saved) return;
    deed.saved = true;
    deed.savedAs = this.#saved;
    this.#saved += 1;
  }

  notSaved(uid: string): void {
    const deed = this.deeds.get(uid);
    if (deed) deed.late = true;
  }

  forgotten(uids: readonly string[]): void {
    for (const uid of uids) {
      const deed = this.deeds.get(uid);
      if (deed) deed.forgotten = true;
    }
  }

  told(uid: string, result: MutationResult): void {
    const deed = this.deeds.get(uid);
    if (deed) deed.told = result;
  }

  withdrawn(uid: string): void {
    const deed = this.deeds.get(uid);
    if (deed) deed.withdrawn = true;
  }

  dismissed(uid: string): void {
    const deed = this.deeds.get(uid);
    if (deed) deed.dismissed = true;
  }

  note(who: string, what: string, details: unknown): void {
    this.listener?.(who, what, details);
  }

  gatewaySent(userScope: string, delta: Delta): void {
    const scopes = [...new Set(delta.changes.map(({ scopeId }) => scopeId))];
    if (scopes.length > 0) this.sent.push({ userScope, epoch: delta.epoch, to: delta.to, scopes });
  }

  vendorDelivers(uid: string): void {
    this.delivered.set(uid, (this.delivered.get(uid) ?? 0) + 1);
  }
}
