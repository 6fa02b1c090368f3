import { newId } from '@frontdesk/core/ids';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fileKey, readFile } from '../files/files.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { Talk } from '../testing/talk.ts';
import { inspectFile } from './inspect-file.ts';
import { storeUpload } from './store-upload.ts';
import { visitorUploadId } from './visitor-upload-id.ts';

let desk: Desk;
let whatsapp: Inbox;
let photo: Buffer;

beforeAll(async () => {
  desk = await Desk.open();
  whatsapp = await desk.inbox('whatsapp');
  photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#335577' } })
    .jpeg()
    .toBuffer();
});
afterAll(() => desk.close());
afterEach(() => desk.vendors.faults.clear());

const attachmentOf = (talk: Talk) =>
  desk.deps.db.asWorker((tx) =>
    tx.attachment.findFirst({
      where: { conversationId: talk.conversationId },
      orderBy: { createdAt: 'desc' },
    }),
  );

/** The customer sends a file; `settle` false: it is stored but not fetched. */
async function sendFile(talk: Talk, bytes: Buffer, mime: string, fileName = 'file'): Promise<void> {
  const { kind, accountId } = talk.inbox;
  desk.vendors.customerSays(kind, {
    accountId,
    from: talk.customer,
    files: [{ bytes, mime, fileName }],
  });
  await desk.settle();
}

const upload = (
  talk: Talk,
  bytes: Buffer,
  mimeType: string,
  more: { by?: Talk['agent']; role?: 'AGENT' | 'VIEWER' } = {},
) =>
  storeUpload(
    desk.deps,
    {
      actor: more.by ?? talk.agent,
      rights: { role: more.role ?? 'AGENT', inboxIds: new Set([talk.inbox.id]) },
    },
    {
      attachmentId: newId(),
      conversationId: talk.conversationId,
      fileName: 'bay.jpg',
      mimeType,
      size: bytes.length,
      bytes: (async function* () {
        yield bytes;
      })(),
    },
  );

describe('a photo from a customer', () => {
  it.each(['whatsapp', 'openphone'] as const)(
    'on %s is fetched, checked, stored and shown small',
    async (kind) => {
      const talk = await Talk.begin(desk, await desk.inbox(kind));
      await sendFile(talk, photo, 'image/jpeg', 'net.jpg');
      const attachment = await attachmentOf(talk);
      expect(attachment).toMatchObject({
        state: 'READY',
        kind: 'IMAGE',
        mimeType: 'image/jpeg',
        size: photo.length,
        width: 900,
        height: 600,
        hasThumbnail: true,
      });
      const key = fileKey(desk.organizationId, attachment!.id);
      expect(Buffer.compare((await readFile(desk.deps.files, key))!, photo)).toBe(0);
      const small = await readFile(
        desk.deps.files,
        fileKey(desk.organizationId, attachment!.id, 'thumbnail'),
      );
      expect(await sharp(small!).metadata()).toMatchObject({
        format: 'webp',
        width: 320,
        height: 213,
      });
    },
  );

  it('from a web-chat page was uploaded to our own store before', async () => {
    const talk = await Talk.begin(desk, await desk.inbox('webchat'));
    const fileId = newId();
    const id = visitorUploadId(talk.inbox.id, talk.customer, fileId);
    await desk.deps.files.put(
      fileKey(desk.organizationId, id),
      (async function* () {
        yield photo;
      })(),
      1_000_000,
    );
    desk.vendors.customerSays('webchat', {
      accountId: talk.inbox.accountId,
      from: talk.customer,
      files: [{ bytes: photo, mime: 'image/jpeg', fileName: 'net.jpg', fileId }],
    });
    await desk.settle();
    expect(await attachmentOf(talk)).toMatchObject({ id, state: 'READY', hasThumbnail: true });
  });

  it('of another visitor cannot be named', async () => {
    const inbox = await desk.inbox('webchat');
    const [ada, bo] = [await Talk.begin(desk, inbox), await Talk.begin(desk, inbox)];
    const fileId = newId();
    await desk.deps.files.put(
      fileKey(desk.organizationId, visitorUploadId(inbox.id, ada.customer, fileId)),
      (async function* () {
        yield photo;
      })(),
      1_000_000,
    );
    desk.vendors.customerSays('webchat', {
      accountId: inbox.accountId,
      from: bo.customer,
      files: [{ bytes: photo, mime: 'image/jpeg', fileName: 'x', fileId }],
    });
    await desk.settle();
    expect(await attachmentOf(bo)).toMatchObject({
      state: 'FAILED',
      errorText: 'The file did not arrive.',
    });
  });
});

describe('fetching a file', () => {
  it('is tried again when the vendor is away, and starts over when the link has run out', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    desk.vendors.faults.plan(
      { operation: 'locate', fault: { kind: 'status', status: 503, body: '' } },
      { operation: 'download', fault: { kind: 'status', status: 404, body: '' } },
    );
    await sendFile(talk, photo, 'image/jpeg');
    const attachment = (await attachmentOf(talk))!;
    for (let n = 0; n < 2; n += 1) {
      expect(await attachmentOf(talk)).toMatchObject({ state: 'PENDING' });
      await desk.deps.db.asWorker((tx) =>
        tx.attachmentSource.update({
          where: { attachmentId: attachment.id },
          data: { nextAttemptAt: new Date(0) },
        }),
      );
      await desk.runLane('fetch-attachment', attachment.id);
    }
    expect(await attachmentOf(talk)).toMatchObject({ state: 'READY' });
  });

  it('fails with a plain word when the file is gone', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    desk.vendors.faults.plan({
      operation: 'locate',
      fault: { kind: 'status', status: 404, body: '' },
    });
    await sendFile(talk, photo, 'image/jpeg');
    expect(await attachmentOf(talk)).toMatchObject({
      state: 'FAILED',
      errorText: 'The file is no longer at this link.',
    });
  });
});

describe('what a file really is', () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  );
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  it.each([
    ['a web page called a picture', html, 'image/png', 'application/octet-stream', 'DOCUMENT'],
    [
      'a drawing that can run scripts',
      svg,
      'image/svg+xml',
      'application/octet-stream',
      'DOCUMENT',
    ],
    ['a web page called a text', html, 'text/html', 'application/octet-stream', 'DOCUMENT'],
    ['a text', Buffer.from('hello'), 'text/plain', 'text/plain', 'DOCUMENT'],
    [
      'bytes called a text',
      Buffer.from([1, 0, 2]),
      'text/plain',
      'application/octet-stream',
      'DOCUMENT',
    ],
    [
      'a PDF called a picture',
      Buffer.from('%PDF-1.4 x'),
      'image/jpeg',
      'application/pdf',
      'DOCUMENT',
    ],
  ] as const)('is said by its bytes: %s', async (...given) => {
    const [, bytes, declared, mimeType, kind] = given;
    expect(
      await inspectFile(bytes, declared, declared.startsWith('image/') ? 'IMAGE' : 'DOCUMENT'),
    ).toMatchObject({ mimeType, kind, thumbnail: null });
  });

  it('is kept without a thumbnail when it claims to be huge', async () => {
    const huge = await sharp({
      create: { width: 9_000, height: 9_000, channels: 3, background: '#000' },
    })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(await inspectFile(huge, 'image/png', 'IMAGE')).toMatchObject({
      mimeType: 'image/png',
      thumbnail: null,
    });
  });
});

describe('a file from an agent', () => {
  it('goes out on WhatsApp with the text as its caption', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const stored = await upload(talk, photo, 'image/jpeg');
    if (!stored.ok) throw new Error(stored.refusal.message);
    const { messageId } = await talk.reply('Bay 3', { attachmentIds: [stored.value.id] });
    await desk.settle();
    expect(talk.phone).toMatchObject([{ text: 'Bay 3', media: { mime: 'image/jpeg' } }]);
    expect(await talk.message(messageId)).toMatchObject({ type: 'IMAGE', status: 'SENT' });
    expect(await attachmentOf(talk)).toMatchObject({ messageId, hasThumbnail: true });
  });

  it('goes out one per message, in order', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const stored = await upload(talk, photo, 'image/jpeg');
      if (stored.ok) ids.push(stored.value.id);
    }
    await talk.reply('Three', { attachmentIds: ids });
    await desk.settle();
    expect(talk.phone.map((one) => [one.text, one.media?.mime])).toEqual([
      ['Three', 'image/jpeg'],
      ['', 'image/jpeg'],
      ['', 'image/jpeg'],
    ]);
  });

  it('is uploaded again when the vendor did not take it, and the message waits', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const stored = await upload(talk, photo, 'image/jpeg');
    desk.vendors.faults.plan({ operation: 'upload', fault: { kind: 'lost-answer' } });
    const { messageId } = await talk.reply('', {
      attachmentIds: stored.ok ? [stored.value.id] : [],
    });
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'QUEUED',
      send: { attempts: 1 },
    });
    await talk.age(60_000);
    await talk.drain();
    expect(talk.phone).toHaveLength(1);
  });

  it.each([
    ['openphone', () => photo, 'image/jpeg', 'UNSUPPORTED_MEDIA_TYPE', 'text only'],
    ['whatsapp', () => photo, 'image/gif', 'UNSUPPORTED_MEDIA_TYPE', 'image/gif'],
    ['whatsapp', () => Buffer.alloc(5_000_001), 'image/jpeg', 'PAYLOAD_TOO_LARGE', '5.0 MB'],
    [
      'whatsapp',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'image/png',
      'UNSUPPORTED_MEDIA_TYPE',
      'octet-stream',
    ],
  ] as const)('is refused on %s before it is sent (case %#)', async (...given) => {
    const [kind, bytes, mime, code, words] = given;
    const talk = await Talk.begin(desk, await desk.inbox(kind));
    expect(await upload(talk, bytes(), mime)).toMatchObject({
      ok: false,
      refusal: { code, message: expect.stringContaining(words) },
    });
    expect(await attachmentOf(talk)).toBe(null);
  });

  it('is refused into a conversation out of reach, as if there were none', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const stranger = await desk.member('AGENT', [], await desk.organization());
    expect(await upload(talk, photo, 'image/jpeg', { by: stranger })).toMatchObject({
      refusal: { code: 'NOT_FOUND' },
    });
    expect(await upload(talk, photo, 'image/jpeg', { role: 'VIEWER' })).toMatchObject({
      refusal: { code: 'AUTHORIZATION_ERROR' },
    });
  });
});
