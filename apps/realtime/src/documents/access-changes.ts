import type { LogEntry } from '@frontdesk/sync/server/change-log';
import type { Following, LogFollower } from '@frontdesk/sync/server/log-follower';

/** Somebody whose rights may change: a membership's id and what the document belongs to. */
export type Concerned = { readonly ids: ReadonlySet<string>; readonly recheck: () => void };

type Watched = {
  readonly following: Promise<Following>;
  readonly concerned: Set<Concerned>;
  seenTo: number;
};

/** Reads each workspace's log for what may change somebody's rights to an open document, once for all who have one open. */
export class AccessChanges {
  readonly #follower: LogFollower;
  readonly #watched = new Map<string, Watched>();

  constructor(follower: LogFollower) {
    this.#follower = follower;
  }

  /** Returns what ends it. Asks for one recheck to begin with: rights were read before the log was followed. */
  watch(workspaceId: string, concerned: Concerned): () => void {
    const watched = this.#watched.get(workspaceId) ?? this.#begin(workspaceId);
    watched.concerned.add(concerned);
    watched.following.then(concerned.recheck, concerned.recheck);
    return () => {
      watched.concerned.delete(concerned);
      if (watched.concerned.size === 0) this.#end(workspaceId, watched);
    };
  }

  close(): void {
    for (const [workspaceId, watched] of this.#watched) this.#end(workspaceId, watched);
  }

  #begin(workspaceId: string): Watched {
    const concerned = new Set<Concerned>();
    const all = (): void => concerned.forEach((one) => one.recheck());
    const following = this.#follower.follow(workspaceId, {
      onAdvance: () => void this.#read(watched).catch(all),
      onReset: all,
    });
    const watched: Watched = { following, concerned, seenTo: Infinity };
    following.then(
      (open) => {
        watched.seenTo = open.tail();
      },
      () => this.#end(workspaceId, watched),
    );
    this.#watched.set(workspaceId, watched);
    return watched;
  }

  async #read(watched: Watched): Promise<void> {
    const following = await watched.following;
    const entries = await following.after(watched.seenTo);
    watched.seenTo = Math.max(watched.seenTo, entries.at(-1)?.seq ?? 0);
    const changed = new Set(entries.map(about));
    for (const one of watched.concerned) if (!one.ids.isDisjointFrom(changed)) one.recheck();
  }

  #end(workspaceId: string, watched: Watched): void {
    if (this.#watched.get(workspaceId) === watched) this.#watched.delete(workspaceId);
    watched.following.then(
      ({ stop }) => stop(),
      () => undefined,
    );
  }
}

/** The membership of a grant or a revocation; of everything else the row. */
const about = ({ op, scopeId, entityId }: LogEntry): string =>
  op === 'grant' || op === 'revoke' ? scopeId : entityId;
