import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Settings } from '@frontdesk/core/settings';
import { type AttemptPolicy, type Attempts, waitAfter } from '@frontdesk/usecases/auth/attempts';

/** Anything that speaks Redis commands: an `ioredis` client. */
export type RedisClient = object;

export type Limits = {
  /** Requests that one user or one API key may make in a minute. */
  readonly perUser: number;
  /** Requests without a valid sign-in that one address may make in a minute. */
  readonly perAddress: number;
  /** Files and pages of the replica, which come in bursts, per user and minute. */
  readonly bulkPerUser: number;
  /** What anybody may do and what costs us much (a new account, a visitor's file), per address and minute. */
  readonly costlyPerAddress: number;
  /** Questions to language models that one user may have asked in a minute. */
  readonly aiPerUser: number;
};

/** What is no setting. */
const PER_ADDRESS = 600;
const BULK_PER_USER = 1_200;
const COSTLY_PER_ADDRESS = 30;
/** Seed 004's figure for a whole organization; a team shares the day's money already. */
const AI_PER_USER = 20;

/** The limits as the settings have them. */
export const limitsOf = ({ rateLimit }: Pick<Settings, 'rateLimit'>): Limits => ({
  perUser: rateLimit,
  perAddress: PER_ADDRESS,
  bulkPerUser: Math.max(BULK_PER_USER, rateLimit),
  costlyPerAddress: COSTLY_PER_ADDRESS,
  aiPerUser: AI_PER_USER,
});

export type Bucket = 'user' | 'address' | 'bulk' | 'costly' | 'ai';

/** What is left of a bucket; `retryAfter` (seconds) only when the request is one too many. */
export type Use = {
  readonly limit: number;
  readonly remaining: number;
  readonly retryAfter?: number;
};

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * 60;

type Limiter = RateLimiterMemory | RateLimiterRedis;

/**
 * Counts requests and tries. In Redis when there is one, so that all gateways count together; else in this process,
 * which on one machine is all there is.
 */
export class RateLimits implements Attempts {
  readonly #limits: Readonly<Record<Bucket, number>>;
  readonly #buckets: Readonly<Record<Bucket, Limiter>>;
  readonly #tries: Limiter;
  readonly #gates: Limiter;

  constructor(limits: Limits, redis?: RedisClient) {
    const { perUser, perAddress, bulkPerUser, costlyPerAddress, aiPerUser } = limits;
    this.#limits = {
      user: perUser,
      address: perAddress,
      bulk: bulkPerUser,
      costly: costlyPerAddress,
      ai: aiPerUser,
    };
    const bucket = (name: Bucket): Limiter =>
      limiter(
        { keyPrefix: `limit:${name}`, points: this.#limits[name], duration: MINUTE_SECONDS },
        redis,
      );
    this.#buckets = {
      user: bucket('user'),
      address: bucket('address'),
      bulk: bucket('bulk'),
      costly: bucket('costly'),
      ai: bucket('ai'),
    };
    const endless = Number.MAX_SAFE_INTEGER;
    this.#tries = limiter(
      { keyPrefix: 'limit:tries', points: endless, duration: DAY_SECONDS },
      redis,
    );
    this.#gates = limiter({ keyPrefix: 'limit:gates', points: 1, duration: MINUTE_SECONDS }, redis);
  }

  /** Takes one request out of a bucket. */
  async take(bucket: Bucket, key: string): Promise<Use> {
    const limit = this.#limits[bucket];
    const taken = await consume(this.#buckets[bucket], key);
    const remaining = Math.max(0, taken.result.remainingPoints);
    if (taken.passed) return { limit, remaining };
    return { limit, remaining, retryAfter: Math.ceil(taken.result.msBeforeNext / 1000) };
  }

  async begin(key: string, policy: AttemptPolicy): Promise<number | null> {
    const { consumedPoints } = (await consume(this.#tries, key, policy.windowSeconds)).result;
    const wait = waitAfter(consumedPoints, policy);
    if (wait === 0) return null;
    // From here on one try may pass per wait; those that have to wait do not count.
    const gate = await consume(this.#gates, key, wait);
    if (gate.passed) return null;
    await this.undo(key);
    return Math.ceil(gate.result.msBeforeNext / 1000);
  }

  async undo(key: string): Promise<void> {
    await this.#tries.reward(key, 1);
  }

  async clear(key: string): Promise<void> {
    await Promise.all([this.#tries.delete(key), this.#gates.delete(key)]);
  }
}

/** The library rejects with its result when a key has used up its points, and with an error when the store failed. */
async function consume(
  limiter: Limiter,
  key: string,
  customDuration?: number,
): Promise<{ readonly passed: boolean; readonly result: RateLimiterRes }> {
  try {
    const options = customDuration === undefined ? {} : { customDuration };
    return { passed: true, result: await limiter.consume(key, 1, options) };
  } catch (error) {
    if (error instanceof RateLimiterRes) return { passed: false, result: error };
    throw error;
  }
}

function limiter(
  options: { readonly keyPrefix: string; readonly points: number; readonly duration: number },
  redis: RedisClient | undefined,
): Limiter {
  if (redis === undefined) return new RateLimiterMemory(options);
  // With Redis away each process counts for itself, rather than letting everybody or nobody in.
  const insuranceLimiter = new RateLimiterMemory(options);
  return new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter });
}
