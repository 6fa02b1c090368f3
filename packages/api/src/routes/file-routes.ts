import { createRoute, z } from '@hono/zod-openapi';
import { isUuid, newId } from '@frontdesk/core/ids';
import { storeUpload } from '@frontdesk/usecases/attachments/store-upload';
import { readFileFor } from '@frontdesk/usecases/queries/files';
import { readAttachment } from '@frontdesk/usecases/queries/timeline';
import type { Context } from 'hono';
import { answerFile } from '../http/answer-file.ts';
import { apiApp, created } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { inOrg } from '../http/in-org.ts';
import { readUpload } from '../http/read-upload.ts';
import { RefusedRequest, found, unwrap } from '../http/refused-request.ts';
import { asker, by, secured } from '../http/secured.ts';
import { AttachmentShape } from '../shapes/conversation-shapes.ts';
import { oneId } from '../shapes/fields.ts';

/** Files of conversations, in and out. */
export const fileRoutes = apiApp();

const tags = ['Files'];

const BYTES = { schema: z.any().openapi({ type: 'string', format: 'binary' }) };

export const FILE_ANSWERS = {
  200: { description: 'The bytes', content: { 'application/octet-stream': BYTES } },
} as const;

fileRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/files',
    tags,
    summary: 'Upload a file for a reply',
    description:
      'Refused before it is stored when the channel does not take its type or size. `conversationId` (and an `id` of your own, if you like) stand before `file`. It goes out with the message that names it in `attachmentIds`.',
    ...secured('conversation.reply'),
    responses: created(AttachmentShape, 'The file; `POST /conversations/:id/messages` sends it'),
  }),
  async (c) => {
    const { fields, fileName, mimeType, leastSize, bytes } = await readUpload(c);
    const { conversationId = '', id: attachmentId = newId() } = fields;
    if (!isUuid(conversationId)) throw new RefusedRequest(NO_CONVERSATION);
    const upload = { attachmentId, conversationId, fileName, mimeType, size: leastSize, bytes };
    const { id } = unwrap(await storeUpload(c.var.deps, by(c), upload));
    return c.json(found(await inOrg(c, (tx) => readAttachment(tx, id)), 'file'), 201);
  },
);

const NO_CONVERSATION = {
  code: 'VALIDATION_ERROR',
  message: 'The request is not valid.',
  details: [{ field: 'conversationId', message: 'an id, in a part before `file`' }],
} as const;

const fileFor = async (c: Context<ApiEnv>, fileId: string) =>
  found(await inOrg(c, (tx, member) => readFileFor(tx, member, fileId)), 'file');

fileRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/files/{id}',
    tags,
    summary: 'A file of a conversation that I see',
    description: 'Takes `Range`. What a browser could run is a download.',
    ...secured('conversation.read', { bucket: 'bulk' }),
    request: { params: oneId },
    responses: FILE_ANSWERS,
  }),
  async (c) => {
    const file = await fileFor(c, c.req.valid('param').id);
    return answerFile(c, asker(c).member.organizationId, file, 'original');
  },
);

fileRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/files/{id}/thumbnail',
    tags,
    summary: 'Its thumbnail, where it has one',
    ...secured('conversation.read', { bucket: 'bulk' }),
    request: { params: oneId },
    responses: FILE_ANSWERS,
  }),
  async (c) => {
    const file = await fileFor(c, c.req.valid('param').id);
    const shown = found(file.hasThumbnail ? file : null, 'thumbnail');
    return answerFile(c, asker(c).member.organizationId, shown, 'thumbnail');
  },
);
