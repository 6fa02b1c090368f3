import type { ProviderCall, Spend } from '@frontdesk/ai/providers/provider';
import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import { hold, pay, releaseLapsed } from './budget.ts';
import { organizationDay } from './organization-day.ts';

/** Longer than any one call takes. What is held by a process that died is free again after it. */
const LAPSE_MS = 120_000;

export type Spender = {
  readonly organizationId: string;
  readonly timezone: string;
  /** What the providers that may be asked are called, by their ids. */
  readonly names: ReadonlyMap<string, string>;
  /** The message that is read. */
  readonly messageId?: string | undefined;
};

/** The money and the record of one question of an organization to its models. */
export class OrganizationSpend implements Spend {
  readonly #deps: Pick<Deps, 'db' | 'now'>;
  readonly #spender: Spender;
  /** Holdings of this question by provider and amount, which is how {@link settle} names them. */
  readonly #held = new Map<string, string[]>();

  constructor(deps: Pick<Deps, 'db' | 'now'>, spender: Spender) {
    this.#deps = deps;
    this.#spender = spender;
  }

  async reserve(providerId: string, microUsd: number): Promise<boolean> {
    const amount = Math.ceil(microUsd);
    // A model of one's own costs nothing: no limit stops it.
    if (amount <= 0) return true;
    const now = this.#deps.now();
    const id = newId();
    const { organizationId } = this.#spender;
    const lapsesAt = new Date(now.getTime() + LAPSE_MS);
    const holding = { id, organizationId, day: this.#day(now), amount, lapsesAt };
    const granted = await this.#deps.db.asWorker(async (tx) => {
      if (await hold(tx, holding)) return true;
      return (await releaseLapsed(tx, now, organizationId)) > 0 && hold(tx, holding);
    });
    if (!granted) return false;
    const key = keyOf(providerId, microUsd);
    this.#held.set(key, [...(this.#held.get(key) ?? []), id]);
    return true;
  }

  async settle(providerId: string, call: ProviderCall): Promise<void> {
    const { organizationId } = this.#spender;
    const now = this.#deps.now();
    const holdingId = this.#held.get(keyOf(providerId, call.reservedMicroUsd))?.pop() ?? null;
    const amount = Math.ceil(call.microUsd);
    await this.#deps.db.asWorker(async (tx) => {
      if (holdingId !== null || amount > 0)
        await pay(tx, { organizationId, holdingId, day: this.#day(now), amount });
      await this.#record(tx, providerId, call);
      await noteHealth(tx, { organizationId, providerId, now }, call);
    });
  }

  #day(now: Date): string {
    return organizationDay(this.#spender.timezone, now);
  }

  async #record(tx: Tx, providerId: string, call: ProviderCall): Promise<void> {
    const { organizationId, names, messageId = null } = this.#spender;
    const { purpose, outcome, inputTokens, outputTokens, error } = call;
    // One that is only being tried, or was deleted meanwhile, has no row to point at.
    await tx.$executeRaw`
      insert into ai_calls (id, organization_id, provider_id, provider, purpose, outcome, message_id,
        input_tokens, output_tokens, cost, ms, error, created_at)
      values (${newId()}::uuid, ${organizationId}::uuid,
        (select id from ai_providers where id = ${providerId}::uuid and organization_id = ${organizationId}::uuid for key share),
        ${names.get(providerId) ?? ''}, ${purpose}, ${outcome}, ${messageId}::uuid,
        ${Math.round(inputTokens)}, ${Math.round(outputTokens)}, ${Math.ceil(call.microUsd)}::bigint,
        ${Math.round(call.ms)}, ${error}, ${this.#deps.now()}::timestamptz)`;
  }
}

const keyOf = (providerId: string, microUsd: number): string => `${providerId} ${microUsd}`;

/** What says something of the provider itself; the other outcomes are ours. */
const ILL: ReadonlySet<ProviderCall['outcome']> = new Set(['timeout', 'error', 'invalid']);

type Whose = { readonly organizationId: string; readonly providerId: string; readonly now: Date };

/** The row's own times and revision tell of its settings, and stay. */
async function noteHealth(
  tx: Tx,
  { organizationId, providerId, now }: Whose,
  { outcome, error }: ProviderCall,
): Promise<void> {
  const isOk = outcome === 'ok';
  if (!isOk && !ILL.has(outcome)) return;
  await tx.$executeRaw`
    update ai_providers set
      last_ok_at = case when ${isOk}::bool then ${now}::timestamptz else last_ok_at end,
      last_error = case when ${isOk}::bool then null else ${error} end,
      last_error_at = case when ${isOk}::bool then last_error_at else ${now}::timestamptz end
    where id = ${providerId}::uuid and organization_id = ${organizationId}::uuid`;
}
