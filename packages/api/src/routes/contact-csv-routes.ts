import { createRoute, z } from '@hono/zod-openapi';
import type { Tx } from '@frontdesk/db/client';
import type { Member } from '@frontdesk/usecases/auth/rights';
import { listContacts } from '@frontdesk/usecases/queries/contacts';
import { listTags } from '@frontdesk/usecases/queries/workspace';
import type { Context } from 'hono';
import { csvHeader, csvLine, readContactCsv } from '../csv/contact-csv.ts';
import { importContacts } from '../csv/import-contacts.ts';
import { apiApp, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { limitedBody } from '../http/body-limit.ts';
import { inOrg } from '../http/in-org.ts';
import { RefusedRequest } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';

/** Contacts as CSV, in and out. Mounted before the routes of one contact, whose id would match these paths. */
export const contactCsvRoutes = apiApp();

const tags = ['Contacts'];
const MAX_CSV_BYTES = 5_000_000;
const MAX_ROWS = 10_000;

const ReportShape = z
  .object({
    imported: z.int(),
    skipped: z
      .int()
      .openapi({ description: 'Their number or address belongs to a contact already' }),
    failed: z.int(),
    errors: z.array(
      z.object({
        row: z.int().openapi({ description: 'As a spreadsheet counts: the header is row 1' }),
        errors: z.array(z.object({ field: z.string().optional(), message: z.string() })),
      }),
    ),
  })
  .openapi('ImportReport');

const security = secured('contact.import');

contactCsvRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/contacts/import',
    tags,
    summary: 'Import contacts from CSV',
    description:
      'Columns `name`, `phone`, `email`, `language`, `timezone`, `tags` (names, separated by semicolons), in any order. Good rows are imported, the others reported.',
    security: security.security,
    middleware: [security.middleware, limitedBody(MAX_CSV_BYTES, 'A CSV file')] as const,
    request: {
      // Which of the two it is, is asked below: `required` would look for the form in a plain text as well.
      body: {
        content: {
          'text/csv': { schema: z.string() },
          'multipart/form-data': {
            schema: z.object({ file: z.any().openapi({ type: 'string', format: 'binary' }) }),
          },
        },
      },
    },
    responses: ok(ReportShape, 'What became of the rows'),
  }),
  async (c) => {
    const rows = readContactCsv(await csvOf(c));
    if (rows === null) throw invalidCsv('This is no CSV with a column `name`.');
    if (rows.length > MAX_ROWS) throw invalidCsv(`At most ${MAX_ROWS} rows at a time.`);
    return c.json(await importContacts(c, rows), 200);
  },
);

/** The text of the part `file`, or of the whole body. */
async function csvOf(c: Context<ApiEnv>): Promise<string> {
  const type = c.req.header('content-type') ?? '';
  if (/^text\/(csv|plain)\b/.test(type)) return c.req.text();
  if (!type.startsWith('multipart/form-data')) {
    throw new RefusedRequest({
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'Send text/csv, or multipart/form-data with a part `file`.',
    });
  }
  const { file } = await c.req.parseBody();
  if (file instanceof File) return file.text();
  throw invalidCsv('There is no part `file`.');
}

const invalidCsv = (message: string) => new RefusedRequest({ code: 'VALIDATION_ERROR', message });

const PAGE = 500;

contactCsvRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/contacts/export',
    tags,
    summary: 'Export the contacts that I see as CSV',
    ...secured('contact.export'),
    responses: {
      200: { description: 'A stream of lines', content: { 'text/csv': { schema: z.string() } } },
    },
  }),
  async (c) => {
    const names = await inOrg(c, (tx, { organizationId }) => listTags(tx, organizationId));
    const tagName = new Map(names.map((tag) => [tag.id, tag.name]));
    const lines = exportLines(
      c,
      (tx, member, cursor) => listContacts(tx, member, {}, { limit: PAGE, cursor }),
      tagName,
    );
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="contacts.csv"');
    return c.body(ReadableStream.from(lines));
  },
);

type Read = (tx: Tx, member: Member, cursor: string | undefined) => ReturnType<typeof listContacts>;

/** Page by page, each in a transaction of its own: a slow reader must not hold a snapshot. */
async function* exportLines(
  c: Context<ApiEnv>,
  read: Read,
  tagName: ReadonlyMap<string, string>,
): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder();
  const { member } = asker(c);
  const { db } = c.var.deps;
  yield bytes.encode(csvHeader());
  let cursor: string | undefined;
  do {
    const at = cursor;
    const page = await db.withOrg(member.organizationId, (tx) => read(tx, member, at));
    yield bytes.encode(page.data.map((contact) => csvLine(contact, tagName)).join(''));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
