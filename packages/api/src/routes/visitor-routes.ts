import { createRoute, z } from '@hono/zod-openapi';
import { readFileForVisitor } from '@frontdesk/usecases/queries/files';
import { storeVisitorUpload } from '@frontdesk/usecases/visitors/store-visitor-upload';
import type { Context } from 'hono';
import { answerFile } from '../http/answer-file.ts';
import { apiApp, created } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { readUpload } from '../http/read-upload.ts';
import { found, unwrap } from '../http/refused-request.ts';
import { countAddress } from '../http/secured.ts';
import { visitorOf, visitorOnly } from '../http/visitor-only.ts';
import { id, oneId } from '../shapes/fields.ts';
import { FILE_ANSWERS } from './file-routes.ts';

/** Files of the web chat, for the visitor whose token comes along. */
export const visitorRoutes = apiApp();

const tags = ['Web chat'];

visitorRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/visitor/files',
    tags,
    summary: 'Upload a file for a message of mine',
    ...visitorOnly,
    responses: created(
      z.object({ id, fileName: z.string(), mimeType: z.string(), size: z.int() }),
      'What the message then carries',
    ),
  }),
  async (c) => {
    // Anybody may become a visitor, as often as they like.
    await countAddress(c, 'costly');
    const { leastSize: size, fileName, mimeType, bytes } = await readUpload(c);
    const given = { fileName, mimeType, bytes, size };
    return c.json(unwrap(await storeVisitorUpload(c.var.deps, visitorOf(c), given)), 201);
  },
);

const fileFor = async (c: Context<ApiEnv>, fileId: string) =>
  found(await c.var.deps.db.asWorker((tx) => readFileForVisitor(tx, visitorOf(c), fileId)), 'file');

visitorRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/visitor/files/{id}',
    tags,
    summary: 'A file of my conversation',
    ...visitorOnly,
    request: { params: oneId },
    responses: FILE_ANSWERS,
  }),
  async (c) => {
    const file = await fileFor(c, c.req.valid('param').id);
    return answerFile(c, visitorOf(c).organizationId, file, 'original');
  },
);

visitorRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/visitor/files/{id}/thumbnail',
    tags,
    summary: 'Its thumbnail',
    ...visitorOnly,
    request: { params: oneId },
    responses: FILE_ANSWERS,
  }),
  async (c) => {
    const file = await fileFor(c, c.req.valid('param').id);
    const shown = found(file.hasThumbnail ? file : null, 'thumbnail');
    return answerFile(c, visitorOf(c).organizationId, shown, 'thumbnail');
  },
);
