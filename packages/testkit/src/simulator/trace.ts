import { createHash } from 'node:crypto';

/**
 * All that happens in one run of a seed, in order: each choice of the scheduler, each message between two parts, each statement and what came
 * of it. Two runs of a seed have the same hash, or the seed does not repeat.
 */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #onEvent: ((event: string) => void) | undefined;

  constructor(onEvent?: (event: string) => void) {
    this.#onEvent = onEvent;
  }

  add(who: string, what: string, details?: unknown): void {
    const event = `${who}: ${what} ${asText(details)}`;
    this.#hash.update(event).update('\n');
    this.#onEvent?.(event);
  }

  /** Of everything so far; nothing can be added behind it. */
  end(): string {
    return this.#hash.digest('hex');
  }
}

function asText(details: unknown): string {
  if (details === undefined) return '';
  if (details instanceof Error) return details.message;
  return JSON.stringify(details, plain);
}

const plain = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Set) return [...value];
  return value instanceof Map ? [...value.entries()] : value;
};
