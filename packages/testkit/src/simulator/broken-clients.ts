import { type Journal, type JournalEntry, StandDown } from '@frontdesk/sync/engine/journal';
import { type JournalDisk, MemoryJournal } from '@frontdesk/sync/engine/memory-journal';
import type { PageSource } from '@frontdesk/sync/engine/page-source';
import type { Transport } from '@frontdesk/sync/engine/transport';
import type { LocalStore, StoreCommit } from '@frontdesk/sync/store/local-store';
import type { ToTab } from '@frontdesk/sync/tabs/tab-protocol';

const delegating = (journal: Journal, changed: Partial<Journal>): Journal => ({
  durable: journal.durable,
  open: (newReplicaId) => journal.open(newReplicaId),
  append: (entries) => journal.append(entries),
  settle: (settled) => journal.settle(settled),
  renumber: (image) => journal.renumber(image),
  remove: (uids) => journal.remove(uids),
  close: () => journal.close(),
  ...changed,
});

/** Who is told that another one leads takes the lead back. */
export function withoutTerm(journal: Journal, disk: JournalDisk): Journal {
  let present = journal;
  const insist = async (work: (journal: Journal) => Promise<void>): Promise<void> => {
    try {
      await work(present);
    } catch (error) {
      if (!(error instanceof StandDown)) throw error;
      present = new MemoryJournal(disk);
      await present.open(() => '');
      await work(present);
    }
  };
  return delegating(journal, {
    append: (entries) => insist((one) => one.append(entries)),
    settle: (settled) => insist((one) => one.settle(settled)),
    renumber: (image) => insist((one) => one.renumber(image)),
    remove: (uids) => insist((one) => one.remove(uids)),
  });
}

/** Says that it has what it writes only with the next thing that it is asked. */
export function withoutStrictness(journal: Journal): Journal {
  let late: readonly JournalEntry[] = [];
  const flush = async (): Promise<void> => {
    const entries = late;
    late = [];
    if (entries.length > 0) await journal.append(entries);
  };
  return delegating(journal, {
    append: async (entries) => {
      await flush();
      late = entries;
    },
    settle: async (settled) => {
      await flush();
      await journal.settle(settled);
    },
    renumber: async (image) => {
      late = [];
      await journal.renumber(image);
    },
  });
}

export const forgetsWhenRenumbered = (journal: Journal): Journal =>
  delegating(journal, {
    renumber: ({ replicaId }) => journal.renumber({ replicaId, nextMid: 1, entries: [] }),
  });

/** Work that goes on under a new replica id is taken for new work. */
export const newUidsWhenRenumbered = (journal: Journal): Journal =>
  delegating(journal, {
    open: async (newReplicaId) => {
      const image = await journal.open(newReplicaId);
      const isWaiting = (entry: JournalEntry): boolean => entry.acked === undefined;
      const entries = image.entries.map((entry) =>
        isWaiting(entry) ? { ...entry, uid: uidIn(image.term, entry.uid) } : entry,
      );
      return { ...image, entries };
    },
  });

const uidIn = (term: number, uid: string): string =>
  `f${term.toString(16).padStart(3, '0')}${uid.slice(4)}`;

export const forgetsWhatCameOfIt = (journal: Journal): Journal =>
  delegating(journal, {
    settle: (settled) => journal.remove(settled.map(({ uid }) => uid)),
  });

/** Where a replica stands is written at once, the rows that brought it there with the next thing that is asked. */
export function cursorBeforeRows(store: LocalStore): LocalStore {
  let late: StoreCommit | null = null;
  const afterRows = async <T>(work: () => Promise<T>): Promise<T> => {
    const commit = late;
    late = null;
    if (commit) await store.commit(commit);
    return work();
  };
  return {
    kind: store.kind,
    open: () => store.open(),
    commit: ({ edits, ...rest }) =>
      afterRows(async () => {
        await store.commit({ ...rest, edits: [] });
        late = { ...rest, edits, settled: [], noted: [] };
      }),
    hot: (part) => afterRows(() => store.hot(part)),
    group: (group) => afterRows(() => store.group(group)),
    search: (search) => afterRows(() => store.search(search)),
    sums: (rows) => afterRows(() => store.sums(rows)),
    purge: () => afterRows(() => store.purge()),
    close: () => store.close(),
  };
}

/** A line that loses a frame now and then, and a client that takes the next one for what it waits for. */
export function framesWithHoles(transport: Transport): Transport {
  let count = 0;
  let cursor = 0;
  return {
    connect: (listener) => {
      const connection = transport.connect({
        ...bound(listener),
        delta: (delta) => {
          count += 1;
          if (count % 7 === 0) return;
          listener.delta({ ...delta, from: cursor });
        },
      });
      return {
        ...bound(connection),
        hello: (hello, answer) => {
          cursor = hello.cursor?.seq ?? 0;
          connection.hello(hello, answer);
        },
        applied: (applied) => {
          cursor = applied.to;
          connection.applied(applied);
        },
      };
    },
  };
}

/** Methods of a class do not come with a spread. */
function bound<T extends object>(one: T): T {
  const names = new Set<string>();
  for (let of: object | null = one; of && of !== Object.prototype; of = Object.getPrototypeOf(of)) {
    for (const name of Object.getOwnPropertyNames(of)) names.add(name);
  }
  const methods = [...names].flatMap((name) => {
    const value: unknown = Reflect.get(one, name);
    return typeof value === 'function' ? [[name, value.bind(one)]] : [];
  });
  // Only interfaces of methods are wrapped.
  return Object.fromEntries(methods) as T;
}

/** Pages say that they are newer than they are. */
export const agelessPages = (pages: PageSource): PageSource => ({
  fetch: async (request) => {
    const answer = await pages.fetch(request);
    if (!answer.ok || request.page === null) return answer;
    const { cursor } = answer.page;
    return { ok: true, page: { ...answer.page, cursor: { ...cursor, seq: cursor.seq + 5 } } };
  },
});

/** Pages come without their last row. */
export const shortPages = (pages: PageSource): PageSource => ({
  fetch: async (request) => {
    const answer = await pages.fetch(request);
    if (!answer.ok) return answer;
    const rows = Object.entries(answer.page.rows).map(([entity, of]) => [
      entity,
      entity === 'sim_items' ? of.slice(0, 3) : of,
    ]);
    return { ok: true, page: { ...answer.page, rows: Object.fromEntries(rows) } };
  },
});

export const queueBackwards = (message: ToTab): ToTab =>
  message.type === 'queue' ? { ...message, order: message.order.toReversed() } : message;

/** A window's rows are taken for all that there is, and then forgotten in favour of none. */
export const emptyWindows = (message: ToTab): ToTab =>
  message.type === 'window' && message.at
    ? { ...message, at: { seq: message.at.seq, rows: {} } }
    : message;
