import { createHash } from 'node:crypto';
import type { Log } from '@frontdesk/core/log';
import type { Ask } from './ask.ts';
import { Breaker, BreakerOpen } from './breaker.ts';
import { microUsdOf, usageAtMost } from './cost.ts';
import type { Fetch } from './guarded-fetch.ts';
import { LruMap } from './lru-map.ts';
import { Patience } from './patience.ts';
import { providerFor } from './provider-for.ts';
import type { Provider, ProviderCall, ProviderConfig, Spend, Usage } from './provider.ts';
import { NO_USAGE, ProviderFault } from './provider-fault.ts';

export type Attempt<T> = {
  readonly purpose: ProviderCall['purpose'];
  readonly config: ProviderConfig;
  readonly spend: Spend;
  readonly ask: Ask<unknown>;
  readonly signal: AbortSignal;
  readonly work: (
    provider: Provider,
    patience: Patience,
  ) => Promise<{ value: T; usage: Usage | null }>;
};

export type Tried<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

class LimitReached extends Error {}

const MAX_BREAKERS = 1_000;

/** Every call to a provider goes through here: past its breaker and the day's money, and into the record. */
export class Attempts {
  readonly #log: Log;
  readonly #fetch: Fetch;
  readonly #breakers = new LruMap<string, Breaker>(MAX_BREAKERS);

  constructor(log: Log, fetch: Fetch) {
    this.#log = log;
    this.#fetch = fetch;
  }

  /** Never rejects for what a provider does, nor for a record that cannot be written. */
  make<T>(attempt: Attempt<T>): Promise<Tried<T>> {
    const { config, spend, ask } = attempt;
    let reserved = 0;
    return this.#recorded(
      attempt,
      () => reserved,
      async (patience) =>
        this.#breakerOf(config).run(async () => {
          const atMost = microUsdOf(usageAtMost(ask, config), config);
          if (!(await this.#granted(spend, config, atMost))) throw new LimitReached();
          reserved = atMost;
          return attempt.work(await providerFor(config, this.#fetch), patience);
        }),
    );
  }

  /** A person wants to know now: whatever happened before, and whatever it costs. */
  async makeRegardless<T>(attempt: Attempt<T>): Promise<Tried<T>> {
    const tried = await this.#recorded(
      attempt,
      () => 0,
      async (patience) => attempt.work(await providerFor(attempt.config, this.#fetch), patience),
    );
    if (tried.ok) this.#breakers.delete(breakerKey(attempt.config));
    return tried;
  }

  async #recorded<T>(
    attempt: Attempt<T>,
    reserved: () => number,
    call: (patience: Patience) => Promise<{ value: T; usage: Usage | null }>,
  ): Promise<Tried<T>> {
    const started = performance.now();
    const patience = new Patience(attempt.signal);
    const record = (outcome: ProviderCall['outcome'], usage: Usage | null, error: string | null) =>
      this.record(attempt, {
        outcome,
        error,
        usage: usage ?? usageAtMost(attempt.ask, attempt.config),
        ms: performance.now() - started,
        reserved: reserved(),
      });
    try {
      const { value, usage } = await call(patience);
      await record('ok', usage, null);
      return { ok: true, value };
    } catch (error) {
      const { outcome, why, usage } = this.#verdictOn(error);
      await record(outcome, usage, why);
      return { ok: false, why };
    } finally {
      patience.end();
    }
  }

  /** Writes the call down. A record that cannot be written costs no message its answer. */
  async record(
    { purpose, config, spend }: Pick<Attempt<unknown>, 'purpose' | 'config' | 'spend'>,
    told: {
      outcome: ProviderCall['outcome'];
      usage: Usage;
      ms: number;
      error: string | null;
      reserved: number;
    },
  ): Promise<void> {
    const call: ProviderCall = {
      purpose,
      outcome: told.outcome,
      ...told.usage,
      microUsd: microUsdOf(told.usage, config),
      ms: Math.round(told.ms),
      error: told.error,
      reservedMicroUsd: told.reserved,
    };
    try {
      await spend.settle(config.id, call);
    } catch (error) {
      this.#log.error(
        { providerId: config.id, outcome: told.outcome, error: nameOf(error) },
        'a call to an AI provider could not be recorded',
      );
    }
  }

  /** Without a place to write what it costs nothing is spent. */
  async #granted(spend: Spend, config: ProviderConfig, microUsd: number): Promise<boolean> {
    try {
      return await spend.reserve(config.id, microUsd);
    } catch (error) {
      this.#log.error(
        { providerId: config.id, error: nameOf(error) },
        'money for a call to an AI provider could not be reserved',
      );
      return false;
    }
  }

  #verdictOn(error: unknown): {
    outcome: ProviderCall['outcome'];
    why: string;
    usage: Usage | null;
  } {
    if (error instanceof ProviderFault)
      return { outcome: error.kind, why: error.message, usage: error.usage };
    if (error instanceof BreakerOpen)
      return {
        outcome: 'breaker',
        why: 'It failed before, so it is left alone for a while.',
        usage: NO_USAGE,
      };
    if (error instanceof LimitReached)
      return { outcome: 'limit', why: 'The daily spending limit is reached.', usage: NO_USAGE };
    this.#log.error({ error: nameOf(error) }, 'a fault of our own while asking an AI provider');
    return { outcome: 'error', why: 'Something went wrong on our side.', usage: null };
  }

  #breakerOf(config: ProviderConfig): Breaker {
    const key = breakerKey(config);
    const known = this.#breakers.get(key);
    if (known !== undefined) return known;
    const breaker = new Breaker((fault) =>
      this.#log.warn(
        { providerId: config.id, why: fault instanceof ProviderFault ? fault.message : 'unknown' },
        'an AI provider is left alone for a while',
      ),
    );
    this.#breakers.set(key, breaker);
    return breaker;
  }
}

/** A provider whose key, model or address was changed is another one. Hashed, so that no key lies about in a map. */
const breakerKey = ({ id, kind, baseUrl, model, apiKey }: ProviderConfig): string =>
  createHash('sha256')
    .update(JSON.stringify([id, kind, baseUrl, model, apiKey]))
    .digest('base64');

/** Never the message: it may quote a customer. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
