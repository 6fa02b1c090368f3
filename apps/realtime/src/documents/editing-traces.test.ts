import { documentName } from '@frontdesk/core/document-name';
import { newId } from '@frontdesk/core/ids';
import { mintDocument, openDocumentStore } from '@frontdesk/db/document-store';
import { compactDocument } from '@frontdesk/db/document-compaction';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DocumentClient } from '../testing/document-client.ts';
import {
  type TracedUpdate,
  hasTraces,
  readConcurrentTrace,
  readSequentialTrace,
  updatesOf,
} from '@frontdesk/testkit/editing-traces';
import { GatewayWorld, type TestGateway } from '../testing/gateway-world.ts';

let world: GatewayWorld;
let gateways: TestGateway[];

beforeAll(async () => {
  world = await GatewayWorld.open({ bus: 'postgres' });
  gateways = [await world.gateway(), await world.gateway()];
});
afterAll(() => world.close());

/** Several stock clients with a new document, in turn on each gateway. */
async function clientsOf(count: number): Promise<{ name: string; clients: DocumentClient[] }> {
  const { id: organizationId, inboxId, conversationId } = world.workspace;
  const name = documentName({ kind: 'note', id: newId() });
  await world.db.asWorker((tx) =>
    mintDocument(tx, { organizationId, name, scopeId: inboxId, conversationId }),
  );
  const clients = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const member = await world.member('AGENT', [inboxId]);
      return new DocumentClient(gateways[at % 2]?.url ?? '', name, member);
    }),
  );
  await Promise.all(clients.map((client) => client.synced()));
  return { name, clients };
}

const hasSeen = (doc: Y.Doc, seen: ReadonlyMap<number, number>): boolean =>
  [...seen].every(([client, clock]) => Y.getState(doc.store, client) >= clock);

/** Each author types what the trace says as soon as all that he had seen then is there. */
async function replay(
  updates: readonly TracedUpdate[],
  clients: readonly DocumentClient[],
): Promise<void> {
  await Promise.all(
    clients.map(async (client, agent) => {
      for (const { update, seen } of updates.filter((one) => one.agent === agent)) {
        if (!hasSeen(client.doc, seen)) await client.until(() => hasSeen(client.doc, seen));
        Y.applyUpdate(client.doc, update);
      }
    }),
  );
}

describe.skipIf(!hasTraces)('a real session (its trace has to be at hand)', () => {
  it.each([
    ['of one author', readSequentialTrace, 1],
    ['of two authors at the same time', readConcurrentTrace, 2],
  ])(
    '%s ends with its text, for everybody and for who comes late',
    async (_, read, authors) => {
      const trace = read();
      const updates = updatesOf(trace);
      const { name, clients } = await clientsOf(authors + 1);
      await replay(updates, clients.slice(0, authors));
      await Promise.all(clients.map((client) => client.has(trace.endContent)));
      const { id: organizationId } = world.workspace;
      await world.db.asWorker((tx) => compactDocument(tx, { organizationId, name }));
      const late = new DocumentClient(
        gateways[1]?.url ?? '',
        name,
        await world.member('AGENT', [world.workspace.inboxId]),
      );
      await late.has(trace.endContent);
      const stored = await openDocumentStore(world.db).read({ organizationId, name });
      expect(stored?.updates).toHaveLength(1);
      for (const client of [...clients, late]) {
        expect(Y.encodeStateVector(client.doc)).toEqual(
          Y.encodeStateVectorFromUpdate(stored?.updates[0] ?? new Uint8Array()),
        );
        client.close();
      }
    },
    120_000,
  );
});
