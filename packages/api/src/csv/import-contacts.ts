import type { ErrorDetail } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type { Context } from 'hono';
import type { ApiEnv } from '../http/api-env.ts';
import { inOrg } from '../http/in-org.ts';
import { mutate } from '../http/mutate.ts';
import { RefusedRequest } from '../http/refused-request.ts';
import type { CsvRow } from './contact-csv.ts';

export type ImportReport = {
  imported: number;
  /** Rows whose number or address belongs to a contact already: importing twice does no harm. */
  skipped: number;
  failed: number;
  errors: { row: number; errors: ErrorDetail[] }[];
};

type Good = Extract<CsvRow, { ok: true }>;

/** How many rows are written at a time: enough to hide the round trips, few enough to leave others connections. */
const AT_ONCE = 4;

/** Writes each good row as a mutation of the caller's and reports the others, by the row's number in the file. */
export async function importContacts(
  c: Context<ApiEnv>,
  rows: readonly CsvRow[],
): Promise<ImportReport> {
  const report: ImportReport = { imported: 0, skipped: 0, failed: 0, errors: [] };
  const known = await knownReaches(c, rows);
  const tagIds = await tagIdsByName(c);
  const fail = (row: number, errors: readonly ErrorDetail[]): void => {
    report.failed += 1;
    report.errors.push({ row, errors: [...errors] });
  };
  const todo: Good[] = [];
  for (const row of rows) {
    if (!row.ok) {
      fail(row.row, row.errors);
      continue;
    }
    const reaches = reachesOf(row);
    if (reaches.some((reach) => known.has(reach))) report.skipped += 1;
    else todo.push(row);
    for (const reach of reaches) known.add(reach);
  }
  for (let at = 0; at < todo.length; at += AT_ONCE) {
    const batch = todo.slice(at, at + AT_ONCE).map(async (row) => {
      const errors = await importRow(c, row, tagIds);
      if (errors === null) report.imported += 1;
      else fail(row.row, errors);
    });
    await Promise.all(batch);
  }
  report.errors.sort((a, b) => a.row - b.row);
  return report;
}

/** Null when it went well. */
async function importRow(
  c: Context<ApiEnv>,
  { row, contact, tags }: Good,
  tagIds: ReadonlyMap<string, string>,
): Promise<readonly ErrorDetail[] | null> {
  const unknown = tags.filter((tag) => !tagIds.has(tag.toLowerCase()));
  if (unknown.length > 0)
    return [{ field: 'tags', message: `There is no tag ${unknown.join(', ')}` }];
  const contactId = newId();
  try {
    await mutate(c, 'contact.create', { contactId, ...contact }, { part: `row ${row}` });
    for (const tag of tags) {
      const tagId = tagIds.get(tag.toLowerCase());
      if (tagId !== undefined)
        await mutate(c, 'contact.tag', { contactId, tagId }, { part: `row ${row} ${tagId}` });
    }
    return null;
  } catch (error) {
    if (!(error instanceof RefusedRequest)) throw error;
    const { details, message } = error.refusal;
    return details && details.length > 0 ? details : [{ message }];
  }
}

const reachesOf = ({ contact }: Good): string[] =>
  [contact.phone, contact.email?.toLowerCase()].filter((reach) => reach !== undefined);

/** Numbers and addresses of the file that a contact has already. */
async function knownReaches(c: Context<ApiEnv>, rows: readonly CsvRow[]): Promise<Set<string>> {
  const reaches = rows.flatMap((row) => (row.ok ? reachesOf(row) : []));
  const contacts = await inOrg(c, (tx, { organizationId }) =>
    tx.contact.findMany({
      where: {
        organizationId,
        deletedAt: null,
        OR: [{ phone: { in: reaches } }, { email: { in: reaches } }],
      },
      select: { phone: true, email: true },
    }),
  );
  return new Set(
    contacts.flatMap(({ phone, email }) => [phone, email].filter((one) => one !== null)),
  );
}

async function tagIdsByName(c: Context<ApiEnv>): Promise<Map<string, string>> {
  const tags = await inOrg(c, (tx, { organizationId }) =>
    tx.tag.findMany({ where: { organizationId }, select: { id: true, name: true } }),
  );
  return new Map(tags.map((tag) => [tag.name.toLowerCase(), tag.id]));
}
