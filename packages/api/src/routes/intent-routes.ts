import { createRoute, z } from '@hono/zod-openapi';
import { fields } from '@frontdesk/connector-kit/lenient-json';
import { MAX_ROWS, TOO_MANY_ROWS, importIntents } from '@frontdesk/usecases/reading/import-intents';
import type { ImportRow } from '@frontdesk/usecases/reading/import-rows';
import { createIntent, deleteIntent, updateIntent } from '@frontdesk/usecases/reading/intents';
import { type IntentView, listIntents, readIntent } from '@frontdesk/usecases/reading/list-intents';
import { readReaderState } from '@frontdesk/usecases/reading/reader-state';
import type { Context } from 'hono';
import { intentCsvHeader, intentCsvLines, readIntentCsv } from '../csv/intent-csv.ts';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { MAX_BODY_BYTES, limitedBody } from '../http/body-limit.ts';
import { given } from '../http/given.ts';
import { withRev } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { RefusedRequest, found, unwrap } from '../http/refused-request.ts';
import { by, secured } from '../http/secured.ts';
import { oneId } from '../shapes/fields.ts';
import {
  ImportForm,
  ImportReportShape,
  IntentForm,
  IntentPatch,
  IntentShape,
  IntentsShape,
} from '../shapes/reading-shapes.ts';

/** What customers want, and the texts that the built-in reader learns it from. */
export const intentRoutes = apiApp();

const tags = ['Intents'];

/** 50,000 examples of some two hundred characters, with their intents' names beside each. */
const MAX_IMPORT_BYTES = 20_000_000;

const writing = secured('intent.write');

intentRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/ai/intents',
    tags,
    summary: 'Import intents with their examples',
    description:
      'As JSON, or as CSV with the columns `text`, `intent` and, if you like, `description` (a header may name them in any order); 50,000 examples at most. Good rows are taken, the others reported. An intent that is named has its imported examples replaced and keeps what corrections have taught it; one that is not named stays as it is.',
    security: writing.security,
    middleware: [writing.middleware, limitedBody(MAX_IMPORT_BYTES, 'An import')] as const,
    request: {
      body: {
        content: {
          'application/json': { schema: ImportForm },
          'text/csv': { schema: z.string() },
        },
      },
    },
    responses: ok(ImportReportShape, 'What became of the rows'),
  }),
  async (c) => {
    const rows = await importedRows(c);
    const report = unwrap(await importIntents(c.var.deps, by(c), rows));
    return c.json({ ...report, errors: report.errors.map(mutable) }, 200);
  },
);

const mutable = <E>({ row, errors }: { readonly row: number; readonly errors: readonly E[] }) => ({
  row,
  errors: [...errors],
});

async function importedRows(c: Context<ApiEnv>): Promise<ImportRow[]> {
  const type = c.req.header('content-type') ?? '';
  if (/^application\/json\b/.test(type)) {
    const { intents } = fields(await c.req.json());
    return Array.isArray(intents) ? jsonRows(intents) : [];
  }
  if (!/^text\/(csv|plain)\b/.test(type)) {
    const message = 'Send application/json or text/csv.';
    throw new RefusedRequest({ code: 'UNSUPPORTED_MEDIA_TYPE', message });
  }
  const rows = readIntentCsv(await c.req.text());
  if (rows !== null) return rows;
  const message = 'This is no CSV with the columns `text` and `intent`.';
  throw new RefusedRequest({ code: 'VALIDATION_ERROR', message });
}

/** Counted before they are made: a body that is nothing but commas has millions of them. */
function jsonRows(intents: readonly unknown[]): ImportRow[] {
  let count = 0;
  for (const intent of intents) {
    const { examples } = fields(intent);
    count += Array.isArray(examples) ? Math.max(1, examples.length) : 1;
  }
  if (count <= MAX_ROWS) return intents.flatMap(rowsOf);
  throw new RefusedRequest({ code: 'VALIDATION_ERROR', message: TOO_MANY_ROWS });
}

/** A row for each example; one without a text for an intent that has none. */
function rowsOf(intent: unknown, at: number): ImportRow[] {
  const { name, description, examples = [] } = fields(intent);
  const head = {
    row: at + 1,
    name: { field: 'name', value: name },
    description: { field: 'description', value: description },
  };
  if (!Array.isArray(examples)) return [{ ...head, text: { field: 'examples', value: null } }];
  if (examples.length === 0) return [head];
  return examples.map((value: unknown, place) => ({
    ...head,
    text: { field: `examples.${place}`, value },
  }));
}

intentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/ai/intents',
    tags,
    summary: 'All intents with their examples, and how far the reader is',
    description:
      'The same as `PUT` takes. Examples that corrections have taught are told to whoever sees the inbox of their message.',
    ...writing,
    request: { query: z.object({ format: z.enum(['json', 'csv']).default('json') }) },
    responses: {
      200: {
        description: 'By name',
        content: {
          'application/json': { schema: IntentsShape },
          'text/csv': { schema: z.string() },
        },
      },
    },
  }),
  async (c) => {
    if (c.req.valid('query').format === 'json') {
      c.header('content-type', 'application/json; charset=utf-8');
      return c.body(ReadableStream.from(jsonParts(c)));
    }
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="intents.csv"');
    return c.body(ReadableStream.from(csvParts(c)));
  },
);

const PAGE = 20;

/** Some intents at a time, each in a transaction of its own: a slow reader must not hold a snapshot. */
async function* intentsOf(c: Context<ApiEnv>): AsyncGenerator<IntentView> {
  let after: string | null = null;
  do {
    const from: string | null = after;
    const page: readonly IntentView[] = await inOrg(c, (tx, member) =>
      listIntents(tx, member, { after: from, limit: PAGE }),
    );
    yield* page;
    after = page.length < PAGE ? null : (page.at(-1)?.name ?? null);
  } while (after !== null);
}

async function* jsonParts(c: Context<ApiEnv>): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder();
  const reader = await inOrg(c, (tx, member) => readReaderState(tx, member.organizationId));
  yield bytes.encode(`{"reader":${JSON.stringify(reader)},"intents":[`);
  let comma = '';
  for await (const { id, name, description, exampleCount, rev, examples } of intentsOf(c)) {
    const texts = examples.map(({ text }) => text);
    const intent = { id, name, description, exampleCount, rev, examples: texts };
    yield bytes.encode(comma + JSON.stringify(intent));
    comma = ',';
  }
  yield bytes.encode(']}');
}

async function* csvParts(c: Context<ApiEnv>): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder();
  yield bytes.encode(intentCsvHeader());
  for await (const intent of intentsOf(c)) yield bytes.encode(intentCsvLines(intent));
}

const intentFor = async (c: Context<ApiEnv>, id: string) => {
  const view = found(await inOrg(c, (tx, member) => readIntent(tx, member, id)), 'intent');
  return { ...view, examples: [...view.examples] };
};

intentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/ai/intents',
    tags,
    summary: 'Add an intent',
    security: writing.security,
    middleware: [writing.middleware, limitedBody(MAX_BODY_BYTES, 'A body')] as const,
    request: { body: jsonBody(IntentForm) },
    responses: created(IntentShape, 'The intent'),
  }),
  async (c) => {
    const { id } = unwrap(await createIntent(c.var.deps, by(c), c.req.valid('json')));
    return c.json(await intentFor(c, id), 201);
  },
);

intentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/ai/intents/{id}',
    tags,
    summary: 'One intent with its examples',
    ...writing,
    request: { params: oneId },
    responses: ok(IntentShape, 'The intent'),
  }),
  async (c) => {
    const intent = await intentFor(c, c.req.valid('param').id);
    c.header('etag', `"${intent.rev}"`);
    return c.json(intent, 200);
  },
);

intentRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/ai/intents/{id}',
    tags,
    summary: 'Change an intent; `examples` are all that it has then',
    ...writing,
    request: { params: oneId, body: jsonBody(IntentPatch) },
    responses: ok(IntentShape, 'The intent'),
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const { name, description, examples } = c.req.valid('json');
    const change = withRev(c, given({ name, description, examples }));
    unwrap(await updateIntent(c.var.deps, by(c), id, change));
    return c.json(await intentFor(c, id), 200);
  },
);

intentRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/ai/intents/{id}',
    tags,
    summary: 'Delete an intent; it comes off every conversation and procedure that had it',
    ...writing,
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    unwrap(await deleteIntent(c.var.deps, by(c), c.req.valid('param').id));
    return c.body(null, 204);
  },
);
