import {
  CircuitState,
  circuitBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IBreaker,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import { ProviderFault } from './provider-fault.ts';

/** Faults in a row, of a kind that may pass, until a provider is left alone. */
const THRESHOLD = 3;
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 300_000;
/** A refused key stays refused until a person looks; we ask again now and then, since nobody tells us. */
const PERMANENT_REST_MS = 600_000;
/** Vendors have asked for days. */
const LONGEST_WISH_MS = 3_600_000;

/** The provider is being left alone, so it was not asked. */
export class BreakerOpen extends Error {}

/**
 * Leaves a provider alone that keeps failing: for a while after several faults, at once and longer after one that
 * does not pass by itself, and for as long as the vendor asks where it does. After that, one call tries.
 */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy;
  readonly #count = new FaultCount();

  constructor(onOpen: (fault: unknown) => void) {
    this.#policy = circuitBreaker(
      handleWhen((error) => this.#counts(error)),
      { breaker: this.#count, halfOpenAfter: { next: restAfter } },
    );
    this.#policy.onBreak((reason) => {
      if ('error' in reason) onOpen(reason.error);
    });
  }

  /** Rejects with {@link BreakerOpen} without calling `work`, or as `work` does. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    // Somebody else's call is trying it; the library would make this one wait for what comes of that.
    if (this.#policy.state === CircuitState.HalfOpen) throw new BreakerOpen();
    let called = false;
    try {
      return await this.#policy.execute(() => {
        called = true;
        return work();
      });
    } catch (error) {
      throw called ? error : new BreakerOpen();
    }
  }

  /** Whatever is not the provider's own answer leaves a trial undecided, which counts as failed. */
  #counts(error: unknown): boolean {
    const ill = error instanceof ProviderFault && isIll(error);
    this.#count.atOnce = error instanceof ProviderFault && opensAtOnce(error);
    return ill || (this.#policy.state === CircuitState.HalfOpen && !isAnswer(error));
  }
}

/** It lives, and said no to this one question. */
const isAnswer = (error: unknown): boolean =>
  error instanceof ProviderFault && error.excused && error.kind !== 'timeout';

const isIll = (fault: ProviderFault): boolean => fault.kind !== 'aborted' && !fault.excused;

const opensAtOnce = (fault: ProviderFault): boolean =>
  fault.permanent || fault.retryAfterMs !== null;

/** Like the library's consecutive breaker, with faults that one of is enough. */
class FaultCount implements IBreaker {
  state = 0;
  atOnce = false;

  success(): void {
    this.state = 0;
  }

  failure(): boolean {
    this.state += 1;
    return this.atOnce || this.state >= THRESHOLD;
  }
}

const restAfter = ({
  attempt,
  result,
}: IHalfOpenAfterBackoffContext): IBackoff<IHalfOpenAfterBackoffContext> => ({
  duration: restMsAfter('error' in result ? result.error : null, attempt),
  next: restAfter,
});

function restMsAfter(error: unknown, attempt: number): number {
  if (error instanceof ProviderFault) {
    if (error.permanent) return PERMANENT_REST_MS;
    if (error.retryAfterMs !== null) return Math.min(error.retryAfterMs, LONGEST_WISH_MS);
  }
  return Math.min(FIRST_REST_MS * 2 ** (attempt - 1), LONGEST_REST_MS);
}
