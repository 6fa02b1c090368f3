import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@frontdesk/core/ids';
import { getRequestListener } from '@hono/node-server';
import { fileKey } from '@frontdesk/usecases/files/files';
import { openVisitor } from '@frontdesk/usecases/visitors/visitor';
import { visitorUploadId } from '@frontdesk/usecases/attachments/visitor-upload-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';
import { type Tenant, addColleague, createTenant } from './testing/tenant.ts';

let world: ApiWorld;
let tenant: Tenant;

/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

beforeAll(async () => {
  world = await openApiWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

const formOf = (fields: Record<string, string>, file?: File): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (file) form.set('file', file);
  return form;
};

const upload = (
  file: File | undefined,
  conversationId = tenant.conversationId,
  token = tenant.token,
) => call(world, 'POST', '/api/v1/files', { token, body: formOf({ conversationId }, file) });

const photo = new File([PIXEL], 'bay 3 – net.png', { type: 'image/png' });

describe('an upload', () => {
  it('is stored for a reply and shown to who sees the conversation', async () => {
    const made = await upload(photo);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      fileName: 'bay 3 – net.png',
      mimeType: 'image/png',
      size: PIXEL.length,
      messageId: null,
    });
    const read = await world.api.request(`http://localhost:3000/api/v1/files/${made.body.id}`, {
      headers: { authorization: `Bearer ${tenant.token}` },
    });
    expect(Buffer.from(await read.arrayBuffer()).equals(PIXEL)).toBe(true);
    const sent = await call(
      world,
      'POST',
      `/api/v1/conversations/${tenant.conversationId}/messages`,
      {
        token: tenant.token,
        body: { text: 'Here', attachmentIds: [made.body.id] },
      },
    );
    expect(sent.body).toMatchObject({ type: 'IMAGE', attachments: [{ id: made.body.id }] });
  });

  it.each([
    [
      'of a type that the channel does not take',
      new File(['x'], 'a.exe', { type: 'application/x-msdownload' }),
      415,
    ],
    [
      'that is something else than it says',
      new File(['<script>alert(1)</script>'], 'a.png', { type: 'image/png' }),
      415,
    ],
    [
      'that is too large for the channel',
      new File([Buffer.concat([PIXEL, Buffer.alloc(5_100_000)])], 'a.png', { type: 'image/png' }),
      413,
    ],
  ])('%s is refused and leaves nothing', async (_, file, status) => {
    const before = await world.deps.db.asWorker((tx) => tx.attachment.count());
    expect((await upload(file)).status).toBe(status);
    expect(await world.deps.db.asWorker((tx) => tx.attachment.count())).toBe(before);
  });

  it('without a file, a conversation or a form is refused', async () => {
    expect((await upload(undefined)).status).toBe(400);
    expect((await upload(photo, 'nonsense')).body.error.details).toMatchObject([
      { field: 'conversationId' },
    ]);
    expect((await upload(photo, newId())).status).toBe(404);
    const { token } = tenant;
    expect((await call(world, 'POST', '/api/v1/files', { token, body: { a: 1 } })).status).toBe(
      415,
    );
    const broken = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(
      (await call(world, 'POST', '/api/v1/files', { token, body: 'no form', headers: broken }))
        .status,
    ).toBe(415);
  });

  it('is for who may answer there', async () => {
    const { organizationId, inboxId } = tenant;
    const viewer = await addColleague(world, organizationId, 'VIEWER', [inboxId]);
    const outsider = await addColleague(world, organizationId, 'AGENT');
    expect((await upload(photo, tenant.conversationId, viewer.token)).status).toBe(403);
    expect((await upload(photo, tenant.conversationId, outsider.token)).status).toBe(404);
  });

  it('that breaks off leaves no row and no file', async () => {
    const server = createServer(getRequestListener(world.api.fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const id = newId();
    const part = (name: string, value: string) =>
      `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const sending = httpRequest(`http://127.0.0.1:${port}/api/v1/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tenant.token}`,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': 1_000_000,
      },
    });
    sending.on('error', () => {});
    sending.write(part('conversationId', tenant.conversationId) + part('id', id));
    sending.write(
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n',
    );
    await new Promise<void>((resolve) => sending.write(PIXEL, () => resolve()));
    sending.destroy();
    server.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.once('close', resolve));
    expect(await world.deps.db.asWorker((tx) => tx.attachment.count({ where: { id } }))).toBe(0);
    expect(await world.deps.files.open(fileKey(tenant.organizationId, id))).toBeNull();
  });
});

describe('a file', () => {
  const put = async (bytes: Buffer, mimeType: string, fileName: string): Promise<string> => {
    const id = newId();
    const { organizationId, inboxId: scopeId, conversationId, messageId } = tenant;
    await world.deps.files.put(
      fileKey(organizationId, id),
      (async function* () {
        yield bytes;
      })(),
      1_000_000,
    );
    await world.deps.db.asWorker((tx) =>
      tx.attachment.create({
        data: {
          id,
          organizationId,
          scopeId,
          conversationId,
          messageId,
          kind: 'DOCUMENT',
          fileName,
          mimeType,
          size: bytes.length,
          state: 'READY',
        },
      }),
    );
    return id;
  };
  const get = (id: string, headers: Record<string, string> = {}) =>
    call(world, 'GET', `/api/v1/files/${id}`, { token: tenant.token, headers });

  it.each([
    ['image/png', 'inline'],
    ['text/plain', 'inline'],
    ['text/html', 'attachment'],
    ['image/svg+xml', 'attachment'],
    ['application/pdf', 'attachment'],
    ['application/javascript', 'attachment'],
  ])('of type %s is shown %s, and never run', async (mimeType, how) => {
    const id = await put(Buffer.from('<script>alert(1)</script>'), mimeType, 'x');
    const answer = await get(id);
    expect(answer.headers.get('content-disposition')).toMatch(new RegExp(`^${how};`));
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  it('keeps its name, which breaks no header', async () => {
    const id = await put(Buffer.from('x'), 'text/plain', '見積り "2026" 100%; a=b\u{1F3CC}.txt');
    const header = (await get(id)).headers.get('content-disposition')!;
    expect(header).toMatch(/^inline; filename="[\x20-\x7e]+"; filename\*=UTF-8''%E8%A6%8B/);
    expect(decodeURIComponent(header.split("''")[1]!)).toBe('見積り "2026" 100%; a=b\u{1F3CC}.txt');
  });

  it('is read in parts', async () => {
    const id = await put(Buffer.from('0123456789'), 'text/plain', 'digits');
    for (const [range, status, text, shown] of [
      ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
      ['bytes=7-', 206, '789', 'bytes 7-9/10'],
      ['bytes=-2', 206, '89', 'bytes 8-9/10'],
      ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
      ['bytes=10-', 416, '', 'bytes */10'],
      ['bytes=1-2,4-5', 200, '0123456789', null],
      ['items=1-2', 200, '0123456789', null],
    ] as const) {
      const answer = await get(id, { range });
      expect([range, answer.status, answer.text, answer.headers.get('content-range')]).toEqual([
        range,
        status,
        text,
        shown,
      ]);
    }
  });

  it('is not sent to a program that has it, which is asked for its rights each time', async () => {
    const id = await put(Buffer.from('x'), 'text/plain', 'x');
    const tag = (await get(id)).headers.get('etag')!;
    expect((await get(id, { 'if-none-match': tag })).status).toBe(304);
    const outsider = await addColleague(world, tenant.organizationId, 'AGENT');
    const answer = await call(world, 'GET', `/api/v1/files/${id}`, {
      token: outsider.token,
      headers: { 'if-none-match': tag },
    });
    expect(answer.status).toBe(404);
  });

  it('that has not arrived is not there', async () => {
    const id = await put(Buffer.from('x'), 'text/plain', 'x');
    await world.deps.db.asWorker((tx) =>
      tx.attachment.update({ where: { id }, data: { state: 'PENDING' } }),
    );
    expect((await get(id)).status).toBe(404);
    expect(
      (await call(world, 'GET', `/api/v1/files/${id}/thumbnail`, { token: tenant.token })).status,
    ).toBe(404);
  });
});

describe('a visitor of the web chat', () => {
  const chat = async () => {
    const inbox = await call(world, 'POST', '/api/v1/inboxes', {
      token: tenant.token,
      body: { channel: 'webchat', name: 'Chat', credentials: {} },
    });
    const opened = await openVisitor(world.deps, { inboxId: inbox.body.id });
    if (!opened.ok) throw new Error(opened.refusal.message);
    return opened.value;
  };
  const send = (token: string, file: File) =>
    call(world, 'POST', '/api/v1/visitor/files', { token, body: formOf({}, file) });

  it('uploads with their own token, within the chat’s limits', async () => {
    const { token, visitor } = await chat();
    const made = await send(token, photo);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      fileName: 'bay 3 – net.png',
      mimeType: 'image/png',
      size: PIXEL.length,
    });
    const key = fileKey(
      visitor.organizationId,
      visitorUploadId(visitor.inboxId, visitor.identityKey, made.body.id),
    );
    expect((await world.deps.files.open(key))?.size).toBe(PIXEL.length);
    expect(
      (await send(token, new File(['x'], 'a.exe', { type: 'application/x-msdownload' }))).status,
    ).toBe(415);
    const large = new File([Buffer.alloc(10_100_000)], 'a.png', { type: 'image/png' });
    expect((await send(token, large)).status).toBe(413);
  });

  it('is nobody without it, nor with a member’s', async () => {
    for (const token of ['x'.repeat(43), tenant.token])
      expect((await send(token, photo)).status).toBe(401);
    const cookie = { cookie: `fd_access=${tenant.token}` };
    expect(
      (await call(world, 'GET', `/api/v1/visitor/files/${newId()}`, { headers: cookie })).status,
    ).toBe(401);
  });

  it('sees the files of their own conversation alone', async () => {
    const { token } = await chat();
    const answer = await call(world, 'GET', `/api/v1/visitor/files/${tenant.attachmentId}`, {
      token,
    });
    expect(answer.status).toBe(404);
  });
});
