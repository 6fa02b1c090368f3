import { join } from 'node:path';
import { fakes } from '@frontdesk/channels/fakes';
import { channelOf } from '@frontdesk/channels/registry';
import { FakeVendors } from '@frontdesk/connector-kit/fake-vendor/fake-vendors';
import type { ChannelKind } from '@frontdesk/core/entities';
import { DEMO_VENDOR_PATH } from '@frontdesk/usecases/demo/demo-credentials';
import type { Deps } from '@frontdesk/usecases/deps';
import { webhookUrl } from '@frontdesk/usecases/inboxes/create-inbox';
import { openCredentials } from '@frontdesk/usecases/inboxes/inbox-access';
import { DemoSystems } from './demo-systems.ts';

type DemoDeps = Pick<Deps, 'db' | 'settings' | 'sealing' | 'now'>;

type Row = {
  inboxId: string;
  organizationId: string;
  channel: ChannelKind;
  accountId: string;
  sealed: Uint8Array;
  baseUrl: string | null;
  address: string | null;
};

/** An inbox whose customers can be played: its vendor is our own, or it needs none. */
export type PlayedInbox = { readonly kind: ChannelKind; readonly accountId: string };

/**
 * The vendors of the demo, which live in the process that owns the port: their APIs below `/demo/vendor`, their
 * customers' phones behind the simulator. What reached a phone survives a restart.
 */
export class DemoVendors {
  readonly systems: DemoSystems;
  readonly vendors: FakeVendors;
  readonly #deps: DemoDeps;
  #played = new Map<string, PlayedInbox>();
  /** Of what the vendors were last told. */
  #version = '';

  constructor(deps: DemoDeps) {
    this.#deps = deps;
    this.systems = new DemoSystems(deps);
    this.vendors = new FakeVendors({
      protocols: fakes,
      origin: this.#origin,
      folder: join(deps.settings.dataDir, 'demo-phones'),
    });
  }

  /** Answers a call of a vendor's API. */
  async fetch(request: Request): Promise<Response> {
    await this.#connect();
    const url = new URL(request.url);
    url.pathname = url.pathname.slice(DEMO_VENDOR_PATH.length);
    return this.vendors.fetch(new Request(url, request));
  }

  /** Null for an inbox with a vendor of its own. */
  async played(inboxId: string): Promise<PlayedInbox | null> {
    await this.#connect();
    return this.#played.get(inboxId) ?? null;
  }

  close(): Promise<void> {
    return this.vendors.close();
  }

  get #origin(): string {
    return `${this.#deps.settings.baseUrl}${DEMO_VENDOR_PATH}`;
  }

  /** Tells the vendors of every inbox, as soon as one is new or has other credentials. */
  async #connect(): Promise<void> {
    const [row] = await this.#deps.db.asWorker(
      (tx) => tx.$queryRaw<{ version: string }[]>`
        select concat_ws(' ', count(*), max(c.updated_at), max(i.updated_at)) as version
        from inbox_credentials c join inboxes i on i.id = c.inbox_id`,
    );
    const version = row?.version ?? '';
    if (version === this.#version) return;
    await this.#connectAll();
    this.#version = version;
  }

  async #connectAll(): Promise<void> {
    const rows = await this.#deps.db.asWorker(
      (tx) => tx.$queryRaw<Row[]>`
        select c.inbox_id as "inboxId", c.organization_id as "organizationId", c.channel,
          c.account_id as "accountId", c.sealed, c.base_url as "baseUrl", i.address
        from inbox_credentials c join inboxes i on i.id = c.inbox_id where i.archived_at is null`,
    );
    const played = new Map<string, PlayedInbox>();
    for (const row of rows) {
      if (!this.#isOurs(row)) continue;
      const { channel: kind, inboxId, address } = row;
      const accountId = this.vendors.connect({
        kind,
        creds: openCredentials(this.#deps.sealing, row.sealed),
        webhookUrl: webhookUrl(this.#deps, kind, inboxId),
        ...(address === null ? {} : { address }),
      });
      played.set(inboxId, { kind, accountId });
    }
    this.#played = played;
  }

  /** Web chat has no vendor: its customers sit before our own page. */
  #isOurs({ channel, baseUrl }: Row): boolean {
    const delivery = channelOf(channel)?.outbound.delivery;
    if (delivery === 'visitor-socket') return true;
    return delivery === 'http' && baseUrl === this.vendors.baseUrl(channel);
  }
}
