import type { Cursor } from '@frontdesk/core/sync-protocol';
import { openChangeLog } from '@frontdesk/db/change-log';
import type { GatewayWorld, TestGateway, TestMember } from './gateway-world.ts';
import { TestReplica } from './test-replica.ts';

type More = { readonly replicaId?: string; readonly isSlow?: boolean };

/** The replicas of one test file, closed together. */
export class Replicas {
  readonly #world: GatewayWorld;
  readonly #open: TestReplica[] = [];

  constructor(world: GatewayWorld) {
    this.#world = world;
  }

  async connect(member: TestMember, gateway: TestGateway, more: More = {}): Promise<TestReplica> {
    const options = { url: gateway.url, token: member.token, ...more };
    return this.add(await TestReplica.connect(options));
  }

  /** A replica that stands at the head, as if it had fetched everything up to there. */
  async atHead(member: TestMember, gateway: TestGateway, more: More = {}): Promise<TestReplica> {
    const replica = await this.connect(member, gateway, more);
    const welcome = await replica.hello(await this.head());
    if (welcome.mode !== 'resume') throw new Error(`not resumed: ${welcome.reason}`);
    return replica;
  }

  add(replica: TestReplica): TestReplica {
    this.#open.push(replica);
    return replica;
  }

  async head(): Promise<Cursor> {
    const { epoch, seq, tag } = await openChangeLog(this.#world.db).head(this.#world.workspace.id);
    return { epoch, seq, tag };
  }

  closeAll(): void {
    for (const replica of this.#open.splice(0)) replica.close();
  }
}

/** What a replica has seen the workspace's conversation being called, in order. */
export const subjectsSeen = (replica: TestReplica): unknown[] =>
  replica.changes
    .filter((change) => change.entity === 'conversations')
    .map((change) => change.row?.['subject']);

/** The names of the tags that a replica has seen, in order. */
export const tagsSeen = (replica: TestReplica): unknown[] =>
  replica.changes
    .filter((change) => change.entity === 'tags')
    .map((change) => change.row?.['name']);
