import { documentName } from '@frontdesk/core/document-name';
import { newId } from '@frontdesk/core/ids';
import { closeDocument } from '@frontdesk/db/document-lock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { BareDocumentClient, updatesOfEdits } from '../testing/bare-document-client.ts';
import { DocumentClient } from '../testing/document-client.ts';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { noteDocument } from '../testing/note-document.ts';

let world: GatewayWorld;
let one: TestGateway;
let other: TestGateway;
let name: string;
let clients: { close: () => void }[];

beforeAll(async () => {
  world = await GatewayWorld.open({ bus: 'postgres' });
  [one, other] = [await world.gateway(), await world.gateway()];
});
afterAll(() => world.close());
beforeEach(async () => {
  clients = [];
  name = await noteDocument(world);
});
afterEach(() => clients.forEach((client) => client.close()));

function open(gateway: TestGateway, member: TestMember): DocumentClient {
  const client = new DocumentClient(gateway.url, name, member);
  clients.push(client);
  return client;
}

/** The same byte by byte, which hears why. */
function bare(gateway: TestGateway, member: TestMember): BareDocumentClient {
  const client = new BareDocumentClient(`${gateway.url}/yjs/${name}?token=${member.token}`);
  clients.push(client);
  return client;
}

function updateOf(words: string): Uint8Array {
  const [update = new Uint8Array()] = updatesOfEdits([(text) => text.insert(0, words)]);
  return update;
}

const agent = (): Promise<TestMember> => world.member('AGENT', [world.workspace.inboxId]);

/** What opening it answers to a bare request. */
const statusOf = (address: string): Promise<number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(address.replace('http', 'ws'));
    socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode ?? 0));
    socket.on('open', () => resolve(101));
    socket.on('error', () => undefined);
  });

const rows = async (): Promise<readonly { n: bigint; data: Uint8Array }[]> =>
  world.db.asWorker((tx) =>
    tx.documentUpdate.findMany({
      where: { name },
      orderBy: { n: 'asc' },
      select: { n: true, data: true },
    }),
  );

describe('the stock client', () => {
  it('writes with others on another gateway, and who comes late gets all of it', async () => {
    const [ada, ben] = [open(one, await agent()), open(other, await agent())];
    await Promise.all([ada.synced(), ben.synced()]);
    ada.write('left-handed ');
    await ben.has('left-handed ');
    ben.write('clubs');
    ben.doc.getMap('of another kind').set('kept', true);
    await ada.has('left-handed clubs');
    const late = open(one, await agent());
    await late.has('left-handed clubs');
    expect(late.doc.getMap('of another kind').toJSON()).toEqual({ kept: true });
  });

  it('brings what it wrote without a network, deletions too', async () => {
    const [ada, ben] = [open(one, await agent()), open(other, await agent())];
    ada.write('one two three');
    await ben.has('one two three');
    ada.provider.disconnect();
    ada.text.delete(3, 4);
    ben.write(' four');
    await ben.has('one two three four');
    ada.provider.connect();
    await Promise.all([ada.has('one three four'), ben.has('one three four')]);
  });

  it('shows cursors across gateways under the member’s own name (rule 141)', async () => {
    const [ada, ben] = [open(one, await agent()), open(other, await agent())];
    await Promise.all([ada.synced(), ben.synced()]);
    ada.provider.awareness.setLocalState({ user: { name: 'Somebody else' }, cursor: 4 });
    const seen = (): unknown => ben.provider.awareness.getStates().get(ada.doc.clientID);
    await ben.until(() => seen() !== undefined);
    expect(seen()).toMatchObject({
      cursor: 4,
      user: { name: 'Cem Ak', color: expect.stringMatching(/^#[0-9a-f]{6}$/) },
    });
    ada.close();
    await ben.until(() => seen() === undefined);
  });

  it('moves its cursor as often as it likes: others are told ten times a second and see where it stays (rule 141)', async () => {
    const [ada, ben] = [open(one, await agent()), open(other, await agent())];
    await Promise.all([ada.synced(), ben.synced()]);
    let told = 0;
    ben.provider.awareness.on('change', () => (told += 1));
    for (let cursor = 1; cursor <= 60; cursor += 1)
      ada.provider.awareness.setLocalState({ cursor });
    const seen = (): unknown => ben.provider.awareness.getStates().get(ada.doc.clientID)?.cursor;
    await ben.until(() => seen() === 60);
    expect(told).toBeLessThan(60);
  });

  it('is cut off beyond a hundred moves within a second (rule 141)', async () => {
    const ada = open(one, await agent());
    await ada.synced();
    const closed = new Promise<unknown>((resolve) => {
      ada.provider.on('connection-close', (event) => resolve(event));
    });
    for (let cursor = 1; cursor <= 400; cursor += 1)
      ada.provider.awareness.setLocalState({ cursor });
    expect(await closed).toMatchObject({
      code: 4529,
      reason: expect.stringContaining('100 times'),
    });
  });

  it('is served from disk alone: updates are numbered without a gap (rule 1)', async () => {
    const [ada, ben] = [open(one, await agent()), open(other, await agent())];
    await Promise.all([ada.synced(), ben.synced()]);
    const words = Array.from({ length: 50 }, (_, at) => `${at} `);
    words.forEach((word, at) => [ada, ben][at % 2]?.write(word));
    const length = words.join('').length;
    await Promise.all(
      [ada, ben].map((client) => client.until(() => client.text.length === length)),
    );
    const stored = await rows();
    expect(stored.map(({ n }) => Number(n))).toEqual(stored.map((_, at) => at + 1));
    const merged = new Y.Doc();
    for (const { data } of stored) Y.applyUpdate(merged, data);
    expect(merged.getText('text').toString()).toBe(ada.text.toString());
  });
});

describe('rights', () => {
  it('open a document to those who see its inbox, and to nobody else', async () => {
    const stranger = await world.member('AGENT');
    const at = (token: string): string => `${one.url}/yjs/${name}?token=${token}`;
    expect(await statusOf(at(stranger.token))).toBe(404);
    // No text in UTF-8.
    const broken = `${one.url}/yjs/%E0%A4?token=${stranger.token}`;
    expect(await statusOf(broken)).toBe(404);
    expect(await statusOf(at('nonsense'))).toBe(401);
    expect(await statusOf(`${one.url}/yjs/${name}`)).toBe(403);
    expect(await statusOf(at((await agent()).token))).toBe(101);
    expect(await statusOf(`${one.url}/yjs/note:${newId()}?token=${(await agent()).token}`)).toBe(
      404,
    );
  });

  it('let a viewer read, and take nothing from one', async () => {
    const ada = open(one, await agent());
    ada.write('for all');
    const viewer = open(one, await world.member('VIEWER', [world.workspace.inboxId]));
    await viewer.has('for all');
    viewer.write(' and me');
    ada.write('!');
    await viewer.until(() => viewer.text.toString().includes('!'));
    const late = open(other, await agent());
    await late.has('for all!');
  });

  it('to a procedure are those of the role, and shrink with it at once (rules 140 and 142)', async () => {
    const { id: organizationId } = world.workspace;
    const id = newId();
    const data = { id, organizationId, scopeId: organizationId, title: 'Refund', keywords: [] };
    await world.db.asWorker((tx) => tx.sop.create({ data: { ...data, autonomy: 'suggest' } }));
    name = documentName({ kind: 'sop', id });
    const manager = await world.member('MANAGER');
    const [ada, ben] = [open(one, manager), bare(other, manager)];
    ada.write('as a manager');
    await ada.synced();
    await ben.next('step1');
    await world.db.asWorker((tx) =>
      tx.membership.update({ where: { id: manager.membershipId }, data: { role: 'AGENT' } }),
    );
    world.hint();
    // Refused by the statement that would append it, if it is there before the news.
    ben.send('update', updateOf('as an agent'));
    await Promise.race([ben.next('denied'), ben.closed]);
    const again = bare(other, manager);
    await again.next('step1');
    again.send('update', updateOf('as an agent'));
    await again.next('denied');
    const late = open(other, await world.member('VIEWER'));
    await late.synced();
    expect(late.text.toString()).not.toContain('as an agent');
  });

  it('to a reply end for all when it is sent: it can be read, and nothing is taken (rules 24 and 142)', async () => {
    const { id: organizationId, conversationId } = world.workspace;
    name = documentName({ kind: 'draft', id: conversationId, n: 1 });
    const [ada, ben] = [open(one, await agent()), bare(other, await agent())];
    await ada.synced();
    await ben.next('step1');
    ada.write('Thank you');
    await expect.poll(async () => (await rows()).length).toBe(1);
    await world.db.asWorker((tx) => closeDocument(tx, { organizationId, name }));
    ben.send('update', updateOf('and'));
    expect(await ben.closed).toMatchObject({ code: 4511 });
    const late = bare(other, await agent());
    await late.next('step1');
    late.send('update', updateOf('and'));
    expect(await late.next('denied')).toMatchObject({ reason: expect.stringContaining('read') });
    await open(one, await agent()).has('Thank you');
  });

  it('end with the inbox: the connection is closed for good and nothing after it is shown (rule 140)', async () => {
    const [ada, member] = [open(one, await agent()), await agent()];
    const ben = open(one, member);
    ada.write('before');
    await ben.has('before');
    const closed = new Promise<number>((resolve) => {
      ben.provider.on('connection-close', (event) => resolve(event?.code ?? 0));
    });
    await world.revoke(member.membershipId, world.workspace.inboxId);
    ada.write(' after');
    expect(await closed).toBe(4403);
    ben.write(' mine');
    expect(ben.provider.shouldConnect).toBe(false);
    const late = open(other, await agent());
    await late.has('before after');
    expect(ben.text.toString()).toBe('before mine');
  });

  it('are asked of the database for every update, whatever a gateway believes (rule 140)', async () => {
    const member = await agent();
    const ben = open(one, member);
    await ben.synced();
    world.silence(true);
    try {
      await world.sql('delete from inbox_grants where membership_id = $1', [member.membershipId]);
      const closed = new Promise<number>((resolve) => {
        ben.provider.on('connection-close', (event) => resolve(event?.code ?? 0));
      });
      ben.write('too late');
      expect(await closed).toBe(4403);
      expect(await rows()).toEqual([]);
    } finally {
      world.silence(false);
    }
  });
});
