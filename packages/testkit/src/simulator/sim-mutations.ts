import type { ReplicaRow, ReplicaWriter } from '@frontdesk/sync/store/rows';

export type SimItem = ReplicaRow & {
  readonly title: string;
  readonly value: number;
  readonly owner: string | null;
  readonly last: number;
};

/** Belongs to an item; number 0 is not given yet. */
export type SimNote = ReplicaRow & {
  readonly item: string;
  readonly number: number;
  readonly text: string;
  readonly author: string | null;
  readonly hot: boolean;
  readonly state: string;
};

export type SimEntities = { sim_items: SimItem; sim_notes: SimNote };

type Writer = ReplicaWriter<SimEntities>;
type Meta = { readonly user: string; readonly now: string };

type NewNote = {
  readonly id: string;
  readonly item: string;
  readonly text: string;
  readonly hot: boolean;
};

function noteIn(writer: Writer, args: NewNote, meta: Meta, state: string): void {
  const item = writer.get('sim_items', args.item);
  if (!item) return;
  const { scopeId } = item;
  writer.put('sim_notes', { ...args, scopeId, number: 0, author: meta.user, state });
}

/** What a tab predicts. The server's effects stand in `server-mutations.ts`. */
export const SIM_MUTATIONS = {
  'item.make': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string; scopeId: string; title: string }) =>
      writer.put('sim_items', { ...args, value: 0, owner: null, last: 0 }),
  },
  'item.set': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string; value: number }) =>
      writer.patch('sim_items', args.id, { value: args.value }),
  },
  /** Refused when somebody else has it. */
  'item.take': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string }, meta: Meta) =>
      writer.patch('sim_items', args.id, { owner: meta.user }),
  },
  'item.move': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string; scopeId: string }) =>
      writer.patch('sim_items', args.id, { scopeId: args.scopeId }),
  },
  'item.drop': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string }) => writer.remove('sim_items', args.id),
  },
  'note.make': {
    version: 1,
    optimistic: (writer: Writer, args: NewNote, meta: Meta) => noteIn(writer, args, meta, ''),
  },
  /** Leaves the house: a vendor that counts hears of it. */
  'note.send': {
    version: 1,
    optimistic: (writer: Writer, args: NewNote, meta: Meta) => noteIn(writer, args, meta, 'QUEUED'),
  },
  /** Fails on the server each time. */
  'item.poison': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string; value: number }) =>
      writer.patch('sim_items', args.id, { value: args.value }),
  },
};

export type SimMutationName = keyof typeof SIM_MUTATIONS;
