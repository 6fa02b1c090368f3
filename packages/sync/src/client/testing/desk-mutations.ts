import type { Mutation } from '@frontdesk/core/sync-protocol';
import type { ReplicaRow, ReplicaWriter } from '../../store/rows.ts';
import { remark, ticket, type Desk, type Remark, type Ticket } from './ticket.ts';

type Writer = ReplicaWriter<Desk>;
export type Actor = { readonly user: string; readonly now: string };
export type ServerRows = Map<string, Map<string, ReplicaRow>>;

/** The tickets' mutations: what a tab predicts. */
export const DESK_MUTATIONS = {
  'ticket.make': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string; scopeId: string }) =>
      writer.put('tickets', ticket(args.id, { scopeId: args.scopeId })),
  },
  'ticket.rank': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string; rank: number }) =>
      writer.patch('tickets', args.id, { rank: args.rank }),
  },
  /** Refused by the server when somebody else has it. */
  'ticket.take': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string; by: string }) =>
      writer.patch('tickets', args.id, { owner: args.by }),
  },
  'remark.edit': {
    version: 1,
    optimistic: (writer: Writer, args: { id: string; text: string }) =>
      writer.patch('remarks', args.id, { text: args.text }),
  },
  'remark.make': {
    version: 1,
    optimistic(writer: Writer, args: { id: string; ticketId: string }, actor: Actor) {
      const of = writer.get('tickets', args.ticketId);
      if (!of) return;
      writer.put('remarks', remark(args.id, of.id, { scopeId: of.scopeId, text: actor.user }));
    },
  },
};

type Written = readonly (readonly [entity: string, row: ReplicaRow])[];

/** The server's effect: the rows that a mutation writes, or null when it is refused. */
export function decide(rows: ServerRows, mutation: Mutation): Written | null {
  const args = mutation.args as { id: string; scopeId: string; ticketId: string; rank: number };
  const user = mutation.name === 'ticket.take' ? (mutation.args as { by: string }).by : '';
  const known = rows.get('tickets')?.get(args.ticketId ?? args.id) as Ticket | undefined;
  if (mutation.name === 'ticket.make') {
    return known ? null : [['tickets', ticket(args.id, { scopeId: args.scopeId })]];
  }
  if (!known) return null;
  if (mutation.name === 'ticket.rank')
    return [['tickets', { ...known, rank: args.rank } as Ticket]];
  if (mutation.name === 'ticket.take') {
    if (known.owner !== null && known.owner !== user) return null;
    return [['tickets', { ...known, owner: user } as Ticket]];
  }
  const place = [...(rows.get('remarks')?.values() ?? [])].length + 1;
  const made: Remark = remark(args.id, known.id, { scopeId: known.scopeId, place, text: user });
  return [['remarks', made]];
}
