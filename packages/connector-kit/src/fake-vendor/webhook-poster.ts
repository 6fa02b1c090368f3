/** A webhook is signed anew for each attempt: a signature carries the time of its attempt. */
export type Webhook = (now: number) => {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Attempt = {
  readonly url: string;
  readonly at: number;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
};

type Post = { readonly url: string; readonly webhook: Webhook; readonly afterMs: number };

export type PosterOptions = {
  readonly now: () => number;
  /** Waits between attempts; the last one repeats. Vendors go on for days. */
  readonly retryGapsMs: readonly number[];
};

const ATTEMPT_TIMEOUT_MS = 15_000;
const MAX_IN_FLIGHT = 32;
const KEPT_ATTEMPTS = 1_000;

/**
 * Posts webhooks as vendors do: until they are taken. What belongs to one lane (one customer) goes one after another,
 * lanes go side by side.
 */
export class WebhookPoster {
  readonly attempts: Attempt[] = [];
  readonly #options: PosterOptions;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #inFlight = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(options: PosterOptions) {
    this.#options = options;
  }

  /** Queues a webhook behind the others of its lane; `afterMs` after those it is posted. */
  post(lane: string, post: Post): void {
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    const own = before.then(() => this.#deliver(post));
    this.#lanes.set(lane, own);
    void own.then(() => {
      if (this.#lanes.get(lane) === own) this.#lanes.delete(lane);
    });
  }

  /** Resolves when everything queued so far, and what that brings along, has been taken. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values());
  }

  /** Webhooks that nobody has taken yet are given up. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }

  async #deliver({ url, webhook, afterMs }: Post): Promise<void> {
    await this.#pause(afterMs);
    for (let attempt = 0; !this.#stop.signal.aborted; attempt += 1) {
      if (await this.#attempt(url, webhook)) return;
      await this.#pause(
        this.#options.retryGapsMs[attempt] ?? this.#options.retryGapsMs.at(-1) ?? 1_000,
      );
    }
  }

  async #attempt(url: string, webhook: Webhook): Promise<boolean> {
    await this.#enter();
    let status: number | null = null;
    try {
      const signed = webhook(this.#options.now());
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]);
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed.headers },
        body: signed.body,
        signal,
        redirect: 'manual',
      });
      status = answer.status;
      await answer.arrayBuffer(); // frees the connection
    } catch {
      // No answer: the attempt is recorded without a status and repeated.
    } finally {
      this.#leave();
    }
    this.attempts.push({ url, at: this.#options.now(), status });
    if (this.attempts.length > KEPT_ATTEMPTS) this.attempts.shift();
    return status !== null && status >= 200 && status < 300;
  }

  async #enter(): Promise<void> {
    if (this.#inFlight >= MAX_IN_FLIGHT)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inFlight += 1;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#inFlight -= 1;
    else next();
  }

  #pause(ms: number): Promise<void> {
    if (ms <= 0 || this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#stop.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#stop.signal.addEventListener('abort', done, { once: true });
    });
  }
}
