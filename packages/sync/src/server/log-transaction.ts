import { must } from '@frontdesk/core/assert';
import type { Change, ChangeOp } from '@frontdesk/core/sync-protocol';
import type { LogEntry } from './change-log.ts';

/** One transaction of the log: applied whole. */
export type LogTransaction = {
  readonly seq: number;
  readonly tag: string;
  readonly entries: readonly LogEntry[];
};

const grouped = new WeakMap<readonly LogEntry[], readonly LogTransaction[]>();

/** Groups entries, in order and whole transactions, by transaction: the same array for the same entries. */
export function transactionsOf(entries: readonly LogEntry[]): readonly LogTransaction[] {
  const known = grouped.get(entries);
  if (known) return known;
  const transactions: { seq: number; tag: string; entries: LogEntry[] }[] = [];
  for (const entry of entries) {
    const last = transactions.at(-1);
    if (last?.seq === entry.seq) last.entries.push(entry);
    else transactions.push({ seq: entry.seq, tag: entry.tag, entries: [entry] });
  }
  grouped.set(entries, transactions);
  return transactions;
}

export const isRowEntry = (entry: LogEntry): entry is LogEntry & { readonly op: ChangeOp } =>
  entry.op === 'U' || entry.op === 'D' || entry.op === 'X';

/** What a change costs on the wire beside its row: ids, entity, numbers. */
const ENVELOPE_BYTES = 180;

// A row goes to many sockets: measured and shaped once.
const bytesOf = new WeakMap<LogEntry, number>();
const changeOf = new WeakMap<LogEntry, Change>();

/** About how many bytes an entry takes in a frame; counts UTF-16 units, which is near enough for a credit. */
export function entryBytes(entry: LogEntry): number {
  const known = bytesOf.get(entry);
  if (known !== undefined) return known;
  const bytes = ENVELOPE_BYTES + (entry.row === null ? 0 : JSON.stringify(entry.row).length);
  bytesOf.set(entry, bytes);
  return bytes;
}

/** The entry of a row as it crosses the wire. */
export function toChange(entry: LogEntry & { readonly op: ChangeOp }): Change {
  const known = changeOf.get(entry);
  if (known) return known;
  const { seq, idx, scopeId, entity, entityId: id, op } = entry;
  const bare = { seq, idx, scopeId, entity, id, op };
  const change: Change = op === 'U' ? { ...bare, row: must(entry.row, 'row of a U entry') } : bare;
  changeOf.set(entry, change);
  return change;
}
