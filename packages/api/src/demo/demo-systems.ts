import { verifyStandardWebhook } from '@frontdesk/connector-kit/signatures';
import { fields } from '@frontdesk/connector-kit/lenient-json';
import { DEMO_SYSTEMS_PATH } from '@frontdesk/usecases/demo/demo-credentials';
import type { Deps } from '@frontdesk/usecases/deps';
import { openSecret, signingSecrets } from '@frontdesk/usecases/webhooks-out/webhook-secret';

type DemoDeps = Pick<Deps, 'db' | 'settings' | 'sealing' | 'now'>;

/** What one of the club's own systems was asked to do, as the simulator shows it. */
export type SystemCall = {
  /** `webhook-id` */
  readonly id: string;
  readonly organizationId: string;
  readonly system: string;
  readonly event: string;
  readonly customer: string;
  /** The address that a reset link went to; null for other calls. */
  readonly mailTo: string | null;
  readonly at: string;
};

const MOST_CALLS = 50;

/**
 * The systems that the demo's procedures call, below `/demo/systems` in the process that owns the port: they take signed
 * webhooks as an organization's own server would, each `webhook-id` once, and keep the newest for the simulator.
 */
export class DemoSystems {
  readonly #deps: DemoDeps;
  #calls: readonly SystemCall[] = [];

  constructor(deps: DemoDeps) {
    this.#deps = deps;
  }

  /** Answers 204, 401 for a wrong signature, 404 for a system that no webhook names. */
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const webhooks = await this.#webhooksAt(
      `${DEMO_SYSTEMS_PATH}${url.pathname.slice(DEMO_SYSTEMS_PATH.length)}`,
    );
    if (webhooks.length === 0) return new Response(null, { status: 404 });
    const raw = {
      headers: Object.fromEntries(request.headers),
      query: {},
      body: new Uint8Array(await request.arrayBuffer()),
    };
    const now = this.#deps.now().getTime();
    const caller = webhooks.find(({ secret }) =>
      signingSecrets(openSecret(this.#deps.sealing, secret), now).some(
        (one) => verifyStandardWebhook(raw, one, now).ok,
      ),
    );
    if (!caller) return new Response(null, { status: 401 });
    this.#keep(raw.headers['webhook-id'] ?? '', caller, raw.body);
    return new Response(null, { status: 204 });
  }

  /** Newest first. */
  callsOf(organizationId: string): SystemCall[] {
    return this.#calls.filter((call) => call.organizationId === organizationId);
  }

  #webhooksAt(path: string) {
    const url = `${this.#deps.settings.baseUrl}${path}`;
    return this.#deps.db.asWorker((tx) =>
      tx.outgoingWebhook.findMany({ where: { url, deletedAt: null } }),
    );
  }

  #keep(
    id: string,
    { name, organizationId }: { readonly name: string; readonly organizationId: string },
    bytes: Uint8Array,
  ): void {
    if (this.#calls.some((call) => call.id === id)) return;
    const body = fields(JSON.parse(new TextDecoder().decode(bytes)));
    const contact = fields(fields(body['data'])['contact']);
    const event = String(body['type'] ?? '');
    const call = {
      id,
      organizationId,
      system: name,
      event,
      customer: String(contact['name'] ?? ''),
      mailTo: event === 'sop.reset_link' ? String(contact['email'] ?? '') : null,
      at: this.#deps.now().toISOString(),
    };
    this.#calls = [call, ...this.#calls].slice(0, MOST_CALLS);
  }
}
