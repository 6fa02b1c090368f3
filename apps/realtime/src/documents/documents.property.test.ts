import { documentName } from '@frontdesk/core/document-name';
import { newId } from '@frontdesk/core/ids';
import { compactDocument } from '@frontdesk/db/document-compaction';
import { mintDocument, openDocumentStore } from '@frontdesk/db/document-store';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DocumentClient } from '../testing/document-client.ts';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';

let world: GatewayWorld;
let members: TestMember[];

beforeAll(async () => {
  world = await GatewayWorld.open({ bus: 'postgres' });
  members = await Promise.all(
    Array.from({ length: 3 }, () => world.member('AGENT', [world.workspace.inboxId])),
  );
});
afterAll(() => world.close());

const who = fc.nat(2);
const Step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('write' as const),
      who,
      at: fc.nat(),
      words: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('delete' as const),
      who,
      at: fc.nat(),
      length: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('leave' as const), who }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('come back' as const), who }) },
  { weight: 1, arbitrary: fc.constant({ is: 'compact' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'kill a gateway' as const }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('silence' as const), isOn: fc.boolean() }) },
);
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never;

/** Three authors with the stock client, on two gateways of which one may be killed and replaced. */
class Session {
  readonly name = documentName({ kind: 'note', id: newId() });
  #clients: DocumentClient[] = [];
  #gateways: TestGateway[] = [];

  async open(): Promise<void> {
    const { id: organizationId, inboxId, conversationId } = world.workspace;
    await world.db.asWorker((tx) =>
      mintDocument(tx, { organizationId, name: this.name, scopeId: inboxId, conversationId }),
    );
    this.#gateways = [await world.gateway(), await world.gateway()];
    this.#clients = members.map((member, at) => this.#client(member, at));
  }

  async do(step: Step): Promise<void> {
    switch (step.is) {
      case 'write':
        return this.#edit(step.who, (text) => text.insert(step.at % (text.length + 1), step.words));
      case 'delete':
        return this.#edit(step.who, (text) => {
          const at = step.at % (text.length + 1);
          text.delete(at, Math.min(step.length, text.length - at));
        });
      case 'leave':
        return this.#clients[step.who]?.provider.disconnect();
      case 'come back':
        return this.#clients[step.who]?.provider.connect();
      case 'compact':
        return this.#compact();
      case 'silence':
        return world.silence(step.isOn);
      case 'kill a gateway':
        return this.#replaceGateway();
    }
  }

  /** Everybody is there again and knows all, as does who comes now and as the disk has it. */
  async settle(): Promise<readonly string[]> {
    world.silence(false);
    for (const { provider } of this.#clients) provider.connect();
    const all = new Y.Doc();
    for (const { doc } of this.#clients) Y.applyUpdate(all, Y.encodeStateAsUpdate(doc));
    const whole = stateOf(all);
    const [first] = members;
    if (first) this.#clients.push(this.#client(first, 1));
    await Promise.all(
      this.#clients.map((client) => client.until(() => stateOf(client.doc) === whole)),
    );
    await expect.poll(async () => stateOf(await this.#stored()), { timeout: 20_000 }).toBe(whole);
    return this.#clients.map(({ doc }) => stateOf(doc));
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await Promise.all(this.#gateways.map((gateway) => gateway.close()));
  }

  #client(member: TestMember, at: number): DocumentClient {
    return new DocumentClient(this.#gateways[at % 2]?.url ?? '', this.name, member);
  }

  #edit(at: number, edit: (text: Y.Text) => void): void {
    const client = this.#clients[at];
    if (client) edit(client.text);
  }

  #compact(): Promise<void> {
    const { id: organizationId } = world.workspace;
    return world.db.asWorker((tx) => compactDocument(tx, { organizationId, name: this.name }));
  }

  /** Its clients find the other one, as a balancer would have them. */
  async #replaceGateway(): Promise<void> {
    const [killed, other] = this.#gateways;
    if (!killed || !other) return;
    this.#gateways = [other, await world.gateway()];
    await killed.close();
    this.#clients.forEach(({ provider }, at) => {
      provider.serverUrl = `${this.#gateways[at % 2]?.url.replace('http', 'ws')}/yjs`;
    });
  }

  async #stored(): Promise<Y.Doc> {
    const { id: organizationId } = world.workspace;
    const stored = await openDocumentStore(world.db).read({ organizationId, name: this.name });
    const doc = new Y.Doc();
    for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
    return doc;
  }
}

/** All that it is, deletions too, in one form: who got it in other pieces has cut it up differently. */
function stateOf(doc: Y.Doc): string {
  const whole = new Y.Doc();
  Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc));
  return Buffer.from(Y.encodeStateAsUpdate(whole)).toString('base64');
}

it('whatever is written, cut off, compacted and killed, everybody ends with the same bytes, and so does the disk (rules 1, 5 and 25)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const session = new Session();
      try {
        await session.open();
        for (const step of steps) await session.do(step);
        const ends = await session.settle();
        expect(new Set(ends).size).toBe(1);
      } finally {
        await session.close();
      }
    }),
    { numRuns: 25, seed: 5, endOnFailure: true },
  );
}, 120_000);
