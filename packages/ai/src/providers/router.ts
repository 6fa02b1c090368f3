import { createHash } from 'node:crypto';
import type { Log } from '@frontdesk/core/log';
import type { Ask } from './ask.ts';
import type { Reading } from '../reader/reader.ts';
import { Attempts } from './attempts.ts';
import { Deltas } from './deltas.ts';
import { draftAsk } from './draft-prompt.ts';
import { DraftText } from './draft-text.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { LruMap } from './lru-map.ts';
import type {
  DraftEvent,
  DraftRequest,
  Provider,
  ProviderConfig,
  ReadAnswer,
  ReadRequest,
  Spend,
  Usage,
} from './provider.ts';
import { NO_USAGE, ProviderFault } from './provider-fault.ts';
import { readAsk } from './read-prompt.ts';

export type AiRouterOptions = {
  readonly log: Log;
  /** Milliseconds since 1970, for the age of kept answers. */
  readonly now: () => number;
  /** May base URLs lead to this machine or a private network, and over plain http? */
  readonly allowPrivateNetwork: boolean;
};

export type TestResult = { readonly ok: boolean; readonly ms: number; readonly error?: string };

type Question<T> = {
  readonly ask: Ask<T>;
  readonly spend: Spend;
  readonly signal: AbortSignal;
};

const KEPT_READINGS = 5_000;
const KEPT_MS = 3_600_000;
/** For a whole draft, whichever providers it takes. */
const DRAFT_MS = 60_000;

/**
 * Asks the providers in the order given until one answers well. One per process: what it learns about a provider's
 * health, and the readings that it keeps, serve all of the process's work.
 */
export class AiRouter {
  readonly #now: () => number;
  readonly #attempts: Attempts;
  readonly #kept = new LruMap<string, { reading: Reading; until: number }>(KEPT_READINGS);

  constructor({ log, now, allowPrivateNetwork }: AiRouterOptions) {
    this.#now = now;
    this.#attempts = new Attempts(log, guardedFetch({ allowPrivateNetwork }));
  }

  /**
   * Which of the intents a message has; null where nobody answered well within `deadlineMs` or the request was let
   * go. Never rejects for what a provider does.
   */
  async read(
    request: ReadRequest,
    providers: readonly ProviderConfig[],
    spend: Spend,
    deadlineMs: number,
  ): Promise<ReadAnswer | null> {
    if (request.intents.length === 0) return null;
    const until = performance.now() + deadlineMs;
    const ask = readAsk(request);
    const signal = request.signal ?? new AbortController().signal;
    for (const config of providers) {
      const leftMs = until - performance.now();
      if (leftMs <= 0 || signal.aborted) break;
      const fairMs = Math.min(config.timeoutMs, deadlineMs);
      const reading = await this.#readWith(config, request.organizationId, {
        ask,
        spend,
        signal,
        waitMs: Math.min(config.timeoutMs, leftMs),
        // Others before it have used up its time.
        excused: leftMs < fairMs / 2,
      });
      if (reading !== null) return { reading, provider: config.name, providerId: config.id };
    }
    return null;
  }

  /**
   * A reply for a person to send, as it is written. Ends with `end` or `none`, or without either once `signal`
   * aborts. Never throws for what a provider does.
   */
  async *draft(
    request: DraftRequest,
    providers: readonly ProviderConfig[],
    spend: Spend,
    signal: AbortSignal,
  ): AsyncGenerator<DraftEvent, void> {
    const until = performance.now() + DRAFT_MS;
    const ask = draftAsk(request);
    let why = 'No AI provider is set up.';
    for (const config of providers) {
      if (signal.aborted || performance.now() >= until) break;
      const failed = yield* this.#draftWith(config, { ask, spend, signal, until });
      if (failed === null) return;
      why = failed;
    }
    if (!signal.aborted) yield { kind: 'none', why };
  }

  /** Asks the provider one small question, whatever happened to it before and whatever is left of today's money. */
  async test(config: ProviderConfig, spend: Spend): Promise<TestResult> {
    const started = performance.now();
    const ask = readAsk(TEST_QUESTION);
    const tried = await this.#attempts.makeRegardless({
      purpose: 'test',
      config,
      spend,
      ask,
      signal: new AbortController().signal,
      work: (provider, patience) =>
        patience.wait(provider.answer(ask, patience.signal), config.timeoutMs),
    });
    const ms = Math.round(performance.now() - started);
    return tried.ok ? { ok: true, ms } : { ok: false, ms, error: tried.why };
  }

  async #readWith(
    config: ProviderConfig,
    organizationId: string,
    {
      ask,
      spend,
      signal,
      waitMs,
      excused,
    }: Question<Reading> & { waitMs: number; excused: boolean },
  ): Promise<Reading | null> {
    const key = keptKey(organizationId, config, ask);
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > this.#now()) {
      const told = { outcome: 'cached', usage: NO_USAGE, ms: 0, error: null, reserved: 0 } as const;
      await this.#attempts.record({ purpose: 'read', config, spend }, told);
      return kept.reading;
    }
    const tried = await this.#attempts.make({
      purpose: 'read',
      config,
      spend,
      ask,
      signal,
      work: (provider, patience) =>
        patience.wait(provider.answer(ask, patience.signal), waitMs, excused),
    });
    if (!tried.ok) return null;
    this.#kept.set(key, { reading: tried.value, until: this.#now() + KEPT_MS });
    return tried.value;
  }

  /** Returns why it came to nothing, for people; null when it did not. */
  async *#draftWith(
    config: ProviderConfig,
    { ask, spend, signal, until }: Question<string> & { until: number },
  ): AsyncGenerator<DraftEvent, string | null> {
    const left = new AbortController();
    const deltas = new Deltas();
    const by = { provider: config.name, providerId: config.id };
    const trying = this.#attempts
      .make({
        purpose: 'draft',
        config,
        spend,
        ask,
        signal: AbortSignal.any([signal, left.signal]),
        work: (provider, patience) =>
          pour(provider.stream(ask, patience.signal), deltas, (next) =>
            patience.wait(next, Math.min(config.timeoutMs, until - performance.now())),
          ),
      })
      .finally(() => deltas.close());
    let started = false;
    try {
      for await (const delta of deltas) {
        if (!started) yield { kind: 'start', ...by };
        started = true;
        yield { kind: 'text', delta };
      }
      const tried = await trying;
      if (tried.ok) yield { kind: 'end', ...by };
      if (tried.ok || signal.aborted) return tried.ok ? null : tried.why;
      const why = `${config.name}: ${tried.why}`;
      if (started) yield { kind: 'restart', why };
      return why;
    } finally {
      // Whoever reads this may have left in the middle.
      left.abort();
      await trying;
    }
  }
}

const TEST_QUESTION: Pick<ReadRequest, 'text' | 'intents' | 'recent'> = {
  text: 'Hello! When do you open tomorrow?',
  intents: [
    { name: 'opening_hours', description: 'Asks when we are open.' },
    { name: 'complaint', description: 'Something went wrong and the customer says so.' },
  ],
  recent: [],
};

/** Lets a model's text run into `deltas`, until it ends or is as long as a draft may be. */
async function pour(
  stream: ReturnType<Provider['stream']>,
  deltas: Deltas,
  waitFor: <T>(next: Promise<T>) => Promise<T>,
): Promise<{ value: undefined; usage: Usage | null }> {
  const text = new DraftText();
  while (!text.full) {
    const next = await waitFor(stream.next());
    if (next.done === true) {
      if (text.blank) throw ProviderFault.invalid(next.value);
      return { value: undefined, usage: next.value };
    }
    const shown = text.take(next.value);
    if (shown !== '') deltas.push(shown);
  }
  return { value: undefined, usage: null };
}

/** Readings are kept for one organization only, and for the very same question to the very same model. */
const keptKey = (
  organizationId: string,
  { id, kind, baseUrl, model }: ProviderConfig,
  ask: Ask<unknown>,
): string =>
  createHash('sha256')
    .update(JSON.stringify([organizationId, id, kind, baseUrl, model, ask.instructions, ask.data]))
    .digest('base64');
