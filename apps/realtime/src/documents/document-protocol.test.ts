import { createHash } from 'node:crypto';
import { openDocumentStore } from '@frontdesk/db/document-store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { BareDocumentClient, updatesOfEdits } from '../testing/bare-document-client.ts';
import { DocumentClient } from '../testing/document-client.ts';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { noteDocument } from '../testing/note-document.ts';

let world: GatewayWorld;
let gateway: TestGateway;
let ada: TestMember;
let name: string;
let open: { close: () => void }[];

beforeAll(async () => {
  world = await GatewayWorld.open();
  gateway = await world.gateway();
  ada = await world.member('AGENT', [world.workspace.inboxId]);
});
afterAll(() => world.close());
beforeEach(async () => {
  open = [];
  name = await noteDocument(world);
});
afterEach(() => open.forEach((one) => one.close()));

function bare(parameters = ''): BareDocumentClient {
  const client = new BareDocumentClient(
    `${gateway.url}/yjs/${name}?token=${ada.token}${parameters}`,
  );
  open.push(client);
  return client;
}

function stock(): DocumentClient {
  const client = new DocumentClient(gateway.url, name, ada);
  open.push(client);
  return client;
}

async function storedText(): Promise<string> {
  const { id: organizationId } = world.workspace;
  const stored = await openDocumentStore(world.db).read({ organizationId, name });
  const doc = new Y.Doc();
  for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}

const [hello = new Uint8Array(), rest = new Uint8Array()] = updatesOfEdits([
  (text) => text.insert(0, 'hello'),
  (text) => text.insert(5, ' world'),
]);

describe('an acknowledgement', () => {
  it('names the update by its hash, to who asked for it, when it is on disk (rule 5)', async () => {
    const client = bare('&ack=1');
    await client.next('step1');
    client.send('update', hello);
    const ack = await client.next('ack');
    expect(await storedText()).toBe('hello');
    const hash = createHash('sha256').update(hello).digest();
    expect(ack).toEqual({ is: 'ack', bytes: new Uint8Array(hash) });
  });

  it('comes for what is there already too, and for deletions alone (rule 5)', async () => {
    const [made, deleted] = updatesOfEdits([
      (text) => text.insert(0, 'gone'),
      (text) => text.delete(0, 4),
    ]);
    const client = bare('&ack=1');
    await client.next('step1');
    client.send('step2', made ?? hello);
    await client.next('ack');
    const again = bare('&ack=1');
    await again.next('step1');
    again.send('step2', made ?? hello);
    await again.next('ack');
    const third = bare('&ack=1');
    await third.next('step1');
    third.send('step2', deleted ?? hello);
    await third.next('ack');
    expect(await storedText()).toBe('');
    const kept = await world.db.asWorker((tx) => tx.documentUpdate.count({ where: { name } }));
    expect(kept).toBe(2);
  });
});

describe('what cannot be taken', () => {
  it('is no Yjs update: the connection ends for good and nothing is stored (rule 6)', async () => {
    for (const bytes of [
      new Uint8Array([0, 2, 3, 9, 9, 9]),
      new Uint8Array([0, 2, 200]),
      new Uint8Array([1, 5, 1, 2]),
      new Uint8Array([0, 0, 2, 255, 255]),
    ]) {
      const client = bare();
      await client.next('step1');
      client.sendBytes(bytes);
      expect(await client.closed).toMatchObject({ code: 4400 });
    }
    expect(await storedText()).toBe('');
    const next = stock();
    next.write('and it goes on');
    await next.synced();
  });

  it('is larger than 256 KB at once: an update is refused, what was written without a network is not (rule 6)', async () => {
    const [large = hello] = updatesOfEdits([(text) => text.insert(0, 'x'.repeat(300_000))]);
    const client = bare();
    await client.next('step1');
    client.send('update', large);
    expect(await client.closed).toMatchObject({ code: 4513 });
    const again = bare('&ack=1');
    await again.next('step1');
    again.send('step2', large);
    await again.next('ack');
    expect(await storedText()).toHaveLength(300_000);
  });

  it('would make the document larger than 2 MB, unless it deletes (rule 6)', async () => {
    const [most = hello, more = hello, less = hello] = updatesOfEdits([
      (text) => text.insert(0, 'x'.repeat(2_000_000)),
      (text) => text.insert(0, 'y'.repeat(200_000)),
      (text) => text.delete(0, 2_200_000),
    ]);
    const client = bare('&ack=1');
    await client.next('step1');
    client.send('step2', most);
    await client.next('ack');
    client.send('update', more);
    expect(await client.closed).toMatchObject({
      code: 4413,
      reason: expect.stringContaining('2 MB'),
    });
    const again = bare('&ack=1');
    await again.next('step1');
    again.send('step2', less);
    await again.next('ack');
    expect(await storedText()).toHaveLength(0);
  });

  it('lacks what was before it: the connection ends, and is whole again when it comes back (rule 6)', async () => {
    const client = bare();
    await client.next('step1');
    client.send('step2', new Uint8Array([0, 0]));
    client.send('update', rest);
    expect(await client.closed).toMatchObject({ code: 4509 });
    const again = bare('&ack=1');
    await again.next('step1');
    again.send('step2', Y.mergeUpdates([hello, rest]));
    await again.next('ack');
    expect(await storedText()).toBe('hello world');
  });
});

it('what is typed before the answer waits for what was written before it', async () => {
  const client = bare('&ack=1');
  await client.next('step1');
  client.send('update', rest);
  client.send('step2', hello);
  await client.next('ack');
  await expect.poll(storedText).toBe('hello world');
});

it('a database that is away keeps no update from its author: it comes when the database is back (rule 5)', async () => {
  const [client, other] = [stock(), stock()];
  await Promise.all([client.synced(), other.synced()]);
  await world.sql('alter table document_updates rename to document_updates_away', []);
  client.write('written meanwhile');
  await client.until(() => !client.provider.wsconnected);
  expect(other.text.toString()).toBe('');
  await world.sql('alter table document_updates_away rename to document_updates', []);
  await other.has('written meanwhile');
  expect(await storedText()).toBe('written meanwhile');
});

it('nothing is kept of a document that nobody has open', async () => {
  const client = stock();
  await client.synced();
  expect(gateway.gateways.counts()).toMatchObject({ '/yjs': 1 });
  client.close();
  await expect.poll(() => gateway.gateways.counts()['/yjs']).toBe(0);
});
