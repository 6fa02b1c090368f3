/** What a vendor is asked to do. `locate` and `download` are the two steps of fetching a customer's file. */
export type Operation = 'send' | 'upload' | 'locate' | 'download' | 'list' | 'probe';

/** Refusals that a vendor words in its own way. One that it does not have falls back to its plainest. */
export type Refusal =
  | 'rate-limit'
  | 'pair-limit'
  | 'token-invalid'
  | 'server-error'
  | 'unreachable'
  | 'window-closed'
  | 'no-credit';

export type Fault =
  | { readonly kind: 'refuse'; readonly as: Refusal }
  /** Somebody else's answer: a proxy's error page, an empty 503. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Nothing is done, and nothing answered. */
  | { readonly kind: 'hang' }
  /** Nothing is done, and the connection is closed. */
  | { readonly kind: 'reset' }
  /** It is done, and the connection closed before the answer. */
  | { readonly kind: 'lost-answer' }
  /** It is done, and nothing answered. */
  | { readonly kind: 'hang-after' };

export type PlannedFault = {
  readonly operation: Operation;
  readonly fault: Fault;
  /** How many calls it meets; 1 unless told. */
  readonly times?: number;
  readonly accountId?: string;
  readonly to?: string;
};

export type Call = {
  readonly operation: Operation;
  readonly accountId: string | null;
  readonly to: string | null;
};

/** Faults waiting for the calls that they are to meet, the earliest planned first. */
export class FaultScript {
  #planned: { readonly plan: PlannedFault; left: number }[] = [];

  plan(...faults: readonly PlannedFault[]): void {
    for (const plan of faults) this.#planned.push({ plan, left: plan.times ?? 1 });
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault that this call meets; each is used up by as many calls as it was planned for. */
  take(call: Call): Fault | null {
    const hit = this.#planned.find(
      ({ plan }) =>
        plan.operation === call.operation &&
        (plan.accountId === undefined || plan.accountId === call.accountId) &&
        (plan.to === undefined || plan.to === call.to),
    );
    if (hit === undefined) return null;
    hit.left -= 1;
    if (hit.left <= 0) this.#planned = this.#planned.filter((one) => one !== hit);
    return hit.plan.fault;
  }
}
