import { documentName } from '@frontdesk/core/document-name';
import { newId } from '@frontdesk/core/ids';
import { mintDocument } from '@frontdesk/db/document-store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { DocumentClient } from '../testing/document-client.ts';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';

let world: GatewayWorld;
let one: TestGateway;
let other: TestGateway;
let name: string;
let clients: DocumentClient[];

beforeAll(async () => {
  world = await GatewayWorld.open({ bus: 'postgres' });
  [one, other] = [await world.gateway(), await world.gateway()];
});
afterAll(() => world.close());
beforeEach(async () => {
  clients = [];
  name = await noteDocument();
});
afterEach(() => clients.forEach((client) => client.close()));

async function noteDocument(): Promise<string> {
  const { id: organizationId, inboxId, conversationId } = world.workspace;
  const made = documentName({ kind: 'note', id: newId() });
  await world.db.asWorker((tx) =>
    mintDocument(tx, { organizationId, name: made, scopeId: inboxId, conversationId }),
  );
  return made;
}

function open(gateway: TestGateway, member: TestMember): DocumentClient {
  const client = new DocumentClient(gateway.url, name, member);
  clients.push(client);
  return client;
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
