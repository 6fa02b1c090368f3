import { must } from '@frontdesk/core/assert';
import { DOCUMENT_PERMISSIONS, parseDocumentName } from '@frontdesk/core/document-name';
import { PERMISSIONS, ROLES, atLeast } from '@frontdesk/core/roles';
import type {
  Appended,
  DocumentKey,
  DocumentStore,
  NewUpdate,
  ReadOn,
  StoredDocument,
} from '@frontdesk/documents/server/document-store';
import type { Pool } from 'pg';
import { type Db, type Tx, rawPool } from './client.ts';

type ReadRow = { head: string; snapshot: Buffer | null; tail: Buffer[] };
type AppendRow = { head: string | null; writers: string[]; readers: string[] };
type AfterRow = { readers: string[]; numbers: string[]; data: Buffer[] };

const READ = {
  name: 'document-read',
  text: `select d.head, s.data as snapshot, array(
      select u.data from document_updates u where u.organization_id = $1 and u.name = $2 and u.n > coalesce(s.upto, 0)
      order by u.n) as tail
    from documents d left join lateral (
      select upto, data from document_snapshots where organization_id = $1 and name = $2 order by upto desc limit 1) s on true
    where d.organization_id = $1 and d.name = $2`,
};

/** Members of these ids and roles who see the document's scope, as the statement begins. */
const members = (ids: string, roles: string): string => `array(
    select m.user_id::text from memberships m join documents d on d.organization_id = m.organization_id and d.name = $2
    where m.organization_id = $1 and m.user_id = any(${ids}::uuid[]) and m.active and m.role = any(${roles}::text[])
      and (d.scope_id = $1 or exists (
        select from inbox_access a where a.membership_id = m.id and a.inbox_id = d.scope_id)))`;

// Whoever lost the right before this statement is refused and is told nothing. The row's lock makes writers take turns, so
// that numbers are given in the order of commits.
const APPEND = {
  name: 'document-append',
  text: `with rights as materialized (
      select ${members('$4', '$5')} as writers, ${members('$6', '$7')} as readers),
    given as materialized (
      select data, user_id, row_number() over (order by at) as at
      from unnest($3::bytea[], $4::uuid[]) with ordinality as u (data, user_id, at)
      where user_id::text in (select unnest(writers) from rights)),
    document as (
      update documents set head = head + (select count(*) from given), updated_at = clock_timestamp()
      where organization_id = $1 and name = $2 and closed_at is null returning head),
    put as (
      insert into document_updates (organization_id, name, n, data, user_id)
      select $1, $2, document.head - (select count(*) from given) + given.at, given.data, given.user_id
      from given, document)
    select (select head from document) as head, writers, readers from rights`,
};

const AFTER = {
  name: 'document-after',
  text: `with tail as (
      select n, data from document_updates where organization_id = $1 and name = $2 and n > $3)
    select array(select n from tail order by n) as numbers, array(select data from tail order by n) as data,
      ${members('$4', '$5')} as readers`,
};

const HEADS = {
  name: 'document-heads',
  text: `select coalesce(d.head, -1) as head
    from unnest($1::uuid[], $2::text[]) with ordinality as k (organization_id, name, at)
    left join documents d on d.organization_id = k.organization_id and d.name = k.name order by k.at`,
};

/** Documents on disk for gateways, past Prisma: one statement, hence one transaction, each. */
export function openDocumentStore(db: Db): DocumentStore {
  const pool = rawPool(db);
  return {
    async read({ organizationId, name }: DocumentKey): Promise<StoredDocument | null> {
      const { rows } = await pool.query<ReadRow>({ ...READ, values: [organizationId, name] });
      const row = rows[0];
      if (!row) return null;
      const updates = row.snapshot ? [row.snapshot, ...row.tail] : row.tail;
      return { head: Number(row.head), updates };
    },
    async append({ organizationId, name }, updates, readers): Promise<Appended> {
      const writers = updates.map(({ userId }) => userId);
      const data = updates.map(dataOf);
      const [write, read] = [rolesOf(name, 'write'), rolesOf(name, 'read')];
      const { rows } = await pool.query<AppendRow>({
        ...APPEND,
        values: [organizationId, name, data, writers, write, readers, read],
      });
      const row = rows[0];
      if (!row || row.head === null) return { is: await whyNot(pool, organizationId, name) };
      const [denied, blind] = [without(writers, row.writers), without(readers, row.readers)];
      return { is: 'taken', head: Number(row.head), denied, blind };
    },
    async after({ organizationId, name }, n, readers): Promise<ReadOn> {
      const { rows } = await pool.query<AfterRow>({
        ...AFTER,
        values: [organizationId, name, n, readers, rolesOf(name, 'read')],
      });
      const { numbers, data, readers: seeing } = must(rows[0], 'one row');
      const blind = without(readers, seeing);
      if (numbers.length > 0 && Number(numbers[0]) !== n + 1) return { updates: null, blind };
      return {
        updates: numbers.map((one, at) => ({ n: Number(one), data: must(data[at], 'data') })),
        blind,
      };
    },
    async heads(keys): Promise<readonly number[]> {
      const { rows } = await pool.query<{ head: string }>({
        ...HEADS,
        values: [keys.map((key) => key.organizationId), keys.map((key) => key.name)],
      });
      return rows.map(({ head }) => Number(head));
    },
  };
}

/** Makes a document where there is none, with what it begins with. Whoever comes second changes nothing. */
export async function mintDocument(
  tx: Tx,
  document: DocumentKey & { readonly scopeId: string; readonly conversationId: string | null },
  initial?: { readonly data: Uint8Array<ArrayBuffer>; readonly userId: string },
): Promise<void> {
  const { organizationId, name } = document;
  const { count } = await tx.document.createMany({
    data: [{ ...document, head: initial ? 1 : 0 }],
    skipDuplicates: true,
  });
  if (count === 1 && initial)
    await tx.documentUpdate.create({ data: { organizationId, name, n: 1, ...initial } });
}

/** Asked behind the statement, whose snapshot may be older than what it found under the lock. */
async function whyNot(
  pool: Pool,
  organizationId: string,
  name: string,
): Promise<'gone' | 'closed'> {
  const { rowCount } = await pool.query(
    'select from documents where organization_id = $1 and name = $2',
    [organizationId, name],
  );
  return rowCount === 0 ? 'gone' : 'closed';
}

const dataOf = ({ data }: NewUpdate): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength);

const without = (all: readonly string[], some: readonly string[]): ReadonlySet<string> =>
  new Set(all.filter((one) => !some.includes(one)));

/** The roles that may do this with a document of that name. */
function rolesOf(name: string, what: 'read' | 'write'): readonly string[] {
  const of = parseDocumentName(name);
  if (!of) return [];
  const least = PERMISSIONS[DOCUMENT_PERMISSIONS[of.kind][what]];
  return ROLES.filter((role) => atLeast(role, least));
}
