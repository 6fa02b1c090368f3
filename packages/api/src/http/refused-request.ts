import type { Outcome, Refusal } from '@frontdesk/core/errors';

/** Carries a refusal from a handler to the one place that turns it into an answer. */
export class RefusedRequest extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The outcome's value; a refusal ends the request. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new RefusedRequest(outcome.refusal);
}

/** The row, which the caller may see; NOT_FOUND also for what exists out of reach, so that nothing is told about it. */
export function found<T>(row: T | null | undefined, what: string): T {
  if (row !== null && row !== undefined) return row;
  throw new RefusedRequest({ code: 'NOT_FOUND', message: `There is no such ${what}.` });
}
