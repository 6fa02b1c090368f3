import { ConnectionDropped } from '@frontdesk/connector-kit/fake-vendor/protocol';
import { type Listening, serveFetch } from '@frontdesk/connector-kit/fake-vendor/serve-fetch';
import { verifyStandardWebhook } from '@frontdesk/connector-kit/signatures';

export type ReceivedCall = {
  /** `webhook-id` */
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReturnType<typeof JSON.parse>;
};

/** How a receiver takes one request: with a status, by closing the connection, or by never answering. */
type Plan = number | 'drop' | 'hang' | { readonly status: number; readonly retryAfter: number };

/**
 * An organization's own server that takes our webhooks: verifies each signature (a wrong one is answered 401), keeps
 * every request, and fails as it is told.
 */
export class WebhookReceiver {
  /** Every request with a good signature, in order of arrival. */
  readonly requests: ReceivedCall[] = [];
  readonly refused: ReceivedCall[] = [];
  /** `whsec_…`, of every webhook that points here; one that fits is enough. */
  readonly secrets: string[] = [];
  readonly #plans: Plan[] = [];
  readonly #waiting = new Set<() => void>();
  #listening: Listening | undefined;

  static async open(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#listening = await serveFetch((request) => receiver.#take(request));
    return receiver;
  }

  get url(): string {
    return `${this.#listening?.url}/hooks?from=frontdesk`;
  }

  async close(): Promise<void> {
    for (const end of this.#waiting) end();
    await this.#listening?.close();
  }

  /** What happens to the next requests, one each; then 204 again. */
  plan(...next: readonly Plan[]): void {
    this.#plans.push(...next);
  }

  /** The calls that were made, each once however often it was tried. */
  get calls(): ReceivedCall[] {
    return [...new Map(this.requests.map((one) => [one.id, one])).values()];
  }

  async #take(request: Request): Promise<Response> {
    const body = new Uint8Array(await request.arrayBuffer());
    const headers = Object.fromEntries(request.headers);
    const call = {
      id: headers['webhook-id'] ?? '',
      headers,
      body: JSON.parse(new TextDecoder().decode(body)),
    };
    const raw = { headers, query: {}, body };
    const isOurs = this.secrets.some((secret) => verifyStandardWebhook(raw, secret, Date.now()).ok);
    if (!isOurs) {
      this.refused.push(call);
      return new Response('', { status: 401 });
    }
    this.requests.push(call);
    return this.#answer(this.#plans.shift() ?? 204, request.signal);
  }

  async #answer(plan: Plan, gone: AbortSignal): Promise<Response> {
    if (plan === 'drop') throw new ConnectionDropped();
    if (plan === 'hang') {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        gone.addEventListener('abort', () => resolve(), { once: true });
      });
      throw new ConnectionDropped();
    }
    if (typeof plan === 'number')
      return new Response(plan === 204 ? null : 'words', { status: plan });
    return new Response('', {
      status: plan.status,
      headers: { 'retry-after': String(plan.retryAfter) },
    });
  }
}
