import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compactDocument } from '@frontdesk/db/document-compaction';
import { openDocumentStore } from '@frontdesk/db/document-store';
import { factsOf, isKnown } from '@frontdesk/documents/server/state-vector';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { BareDocumentClient, updatesOfEdits } from '../testing/bare-document-client.ts';
import { DocumentClient } from '../testing/document-client.ts';
import { GatewayWorld, type TestMember } from '../testing/gateway-world.ts';
import { noteDocument } from '../testing/note-document.ts';

const GATEWAY = fileURLToPath(new URL('../testing/gateway-process.ts', import.meta.url));

let world: GatewayWorld;
let members: TestMember[];
let name: string;

beforeAll(async () => {
  world = await GatewayWorld.open({ bus: 'postgres' });
  const { inboxId } = world.workspace;
  members = [await world.member('AGENT', [inboxId]), await world.member('AGENT', [inboxId])];
});
afterAll(() => world.close());
beforeEach(async () => {
  name = await noteDocument(world);
});

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A gateway in a process of its own. */
async function launch(): Promise<{ url: string; child: ChildProcess }> {
  const child = fork(GATEWAY, [world.databaseUrl], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  ends.push(() => child.kill('SIGKILL'));
  const [url] = (await once(child, 'message')) as [string];
  return { url, child };
}

const hashOf = (update: Uint8Array): string => createHash('sha256').update(update).digest('hex');

async function stored(): Promise<readonly Uint8Array[]> {
  const { id: organizationId } = world.workspace;
  return (await openDocumentStore(world.db).read({ organizationId, name }))?.updates ?? [];
}

async function storedText(): Promise<string> {
  const doc = new Y.Doc();
  for (const update of await stored()) Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}

/** Two at once, again and again, until they are told to end. */
function compactors(): { end: () => Promise<void> } {
  const key = { organizationId: world.workspace.id, name };
  let isOver = false;
  const both = [1, 2].map(async () => {
    while (!isOver) await world.db.asWorker((tx) => compactDocument(tx, key));
  });
  return {
    async end() {
      isOver = true;
      await Promise.all(both);
    },
  };
}

/** Writes a word at a time, a thousand of them, deleting some again, and notes what it was told to be on disk. */
class Author {
  readonly client: BareDocumentClient;
  readonly #updates: readonly Uint8Array[];

  constructor(url: string, member: TestMember) {
    this.client = new BareDocumentClient(`${url}/yjs/${name}?token=${member.token}&ack=1`);
    ends.push(() => this.client.close());
    this.#updates = updatesOfEdits(
      Array.from({ length: 1_000 }, (_, at) => (text: Y.Text) => {
        if (at % 5 === 4) text.delete(0, 3);
        else text.insert(text.length, `${at} `);
      }),
    );
  }

  /** Resolves after so many acknowledgements. */
  async write(count: number): Promise<void> {
    await this.client.next('step1');
    for (const update of this.#updates) this.client.send('update', update);
    await this.client.nextOf('ack', count);
  }

  /** Every update of which it was told. */
  told(): readonly Uint8Array[] {
    const byHash = new Map(this.#updates.map((update) => [hashOf(update), update]));
    return this.client.heard.flatMap((one) => {
      const update = one.is === 'ack' ? byHash.get(Buffer.from(one.bytes).toString('hex')) : null;
      return update ? [update] : [];
    });
  }
}

describe('a gateway that is killed', () => {
  it.each([1, 30, 300, 900])(
    'after %i acknowledgements, while two compact, has on disk all that it acknowledged (rules 1 and 5)',
    async (count) => {
      const { url, child } = await launch();
      const authors = members.map((member) => new Author(url, member));
      const compacting = compactors();
      await Promise.all(authors.map((author) => author.write(count)));
      child.kill('SIGKILL');
      await Promise.all([once(child, 'exit'), ...authors.map(({ client }) => client.closed)]);
      await compacting.end();
      const there = await stored();
      for (const author of authors) {
        const told = author.told();
        expect(told.length).toBeGreaterThanOrEqual(count);
        expect(isKnown(factsOf(Y.mergeUpdates([...told])), there)).toBe(true);
      }
    },
    60_000,
  );

  it('costs its stock clients nothing: what they wrote goes out through another one (rule 5)', async () => {
    const [first, second] = [await launch(), await launch()];
    const clients = members.map((member) => new DocumentClient(first.url, name, member));
    ends.push(() => clients.forEach((client) => client.close()));
    await Promise.all(clients.map((client) => client.synced()));
    const [ada, ben] = clients;
    if (!ada || !ben) throw new Error('two clients');
    for (let at = 0; at < 200; at += 1) clients[at % 2]?.write(`${at} `);
    first.child.kill('SIGKILL');
    for (const { provider } of clients)
      provider.serverUrl = `${second.url.replace('http', 'ws')}/yjs`;
    ada.write('and on');
    const length = Array.from({ length: 200 }, (_, at) => `${at} `).join('').length + 6;
    await Promise.all(clients.map((client) => client.until(() => client.text.length === length)));
    expect(ben.text.toString()).toBe(ada.text.toString());
    await expect.poll(storedText).toBe(ada.text.toString());
  }, 60_000);
});

describe('a disk that is full', () => {
  /** As Postgres says it: class 53, insufficient resources. */
  const fill = (table: string): Promise<void> =>
    world.sql(
      `create function full_disk() returns trigger language plpgsql as
         $$ begin raise 'could not extend file: No space left on device' using errcode = '53100'; end $$;
       create trigger full_disk before insert on ${table} execute function full_disk()`,
      [],
    );
  const free = (): Promise<void> => world.sql('drop function full_disk cascade', []);

  it('acknowledges nothing and shows nothing, says so, and takes it when there is room (rule 5)', async () => {
    const gateway = await world.gateway();
    const [member, other] = members;
    if (!member || !other) throw new Error('two members');
    const [kept = new Uint8Array(), lost = new Uint8Array()] = updatesOfEdits([
      (text) => text.insert(0, 'kept'),
      (text) => text.insert(4, ' too'),
    ]);
    const address = `${gateway.url}/yjs/${name}?token=${member.token}&ack=1`;
    const [author, reader] = [
      new BareDocumentClient(address),
      new DocumentClient(gateway.url, name, other),
    ];
    ends.push(
      () => author.close(),
      () => reader.close(),
    );
    await author.next('step1');
    author.send('update', kept);
    await author.next('ack');
    await reader.has('kept');
    await fill('document_updates');
    try {
      author.send('update', lost);
      expect(await author.closed).toMatchObject({
        code: 4503,
        reason: expect.stringContaining('Try again'),
      });
      expect(author.heard.filter(({ is }) => is === 'ack')).toHaveLength(1);
      expect(reader.text.toString()).toBe('kept');
    } finally {
      await free();
    }
    const again = new BareDocumentClient(address);
    ends.push(() => again.close());
    await again.next('step1');
    again.send('step2', Y.mergeUpdates([kept, lost]));
    await again.next('ack');
    await reader.has('kept too');
    await gateway.close();
  });

  it('keeps every update that it could not compact (rule 1)', async () => {
    const { id: organizationId, userId } = world.workspace;
    const key = { organizationId, name };
    const store = openDocumentStore(world.db);
    const [member] = members;
    const gateway = await world.gateway();
    const opened = new DocumentClient(gateway.url, name, { token: member?.token ?? '' });
    ends.push(() => opened.close());
    await opened.synced();
    const [update = new Uint8Array()] = updatesOfEdits([(text) => text.insert(0, 'whole')]);
    await store.append(key, [{ data: update, userId }], []);
    await fill('document_snapshots');
    try {
      const compacting = world.db.asWorker((tx) => compactDocument(tx, key));
      await expect(compacting).rejects.toThrow();
    } finally {
      await free();
    }
    expect(await storedText()).toBe('whole');
    await world.db.asWorker((tx) => compactDocument(tx, key));
    expect(await storedText()).toBe('whole');
    await gateway.close();
  });
});
