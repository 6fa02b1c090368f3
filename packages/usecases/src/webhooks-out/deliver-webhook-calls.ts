import { runHttp } from '@frontdesk/connector-kit/http-runner';
import { signStandardWebhook } from '@frontdesk/connector-kit/signatures';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import { type Judged, judgeAnswer } from './judge-answer.ts';
import { openSecret, signingSecrets } from './webhook-secret.ts';

export type WebhookCallDeps = Pick<Deps, 'db' | 'log' | 'now' | 'settings' | 'sealing'>;

const ANSWER_MS = 10_000;

/** Longer than an answer is waited for: a call without a result after that belongs to a process that died. */
const CLAIM_MS = 15_000;

/** What a receiver says beside its status is of no use to us. */
const MAX_ANSWER_BYTES = 64_000;

/** Waits between the attempts, in milliseconds: with them the last one is five minutes after the first. */
const WAITS_MS = [2_000, 8_000, 30_000, 80_000, 180_000];
const MAX_ATTEMPTS = WAITS_MS.length + 1;

/** However long a receiver asks us to stay away. */
const MAX_WAIT_MS = 15 * 60_000;

/**
 * Delivers the webhook calls of a conversation that are due, each under its own id however often it is tried (Standard
 * Webhooks 1.0). Returns the milliseconds after which to go on, null when none is left.
 */
export async function deliverWebhookCalls(
  deps: WebhookCallDeps,
  conversationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  for (;;) {
    if (stopping?.aborted) return 0;
    const claim = await deps.db.asWorker((tx) => claimNext(tx, conversationId));
    if (claim.kind === 'none') return null;
    if (claim.kind === 'wait') return claim.ms;
    if (claim.kind === 'settled') continue;
    const judged = await callOnce(deps, claim.call);
    const { id, attempt } = claim.call;
    deps.log.info({ callId: id, attempt, status: judged.status, outcome: judged.kind }, 'webhook');
    await deps.db.asWorker((tx) => recordAnswer(tx, claim.call, judged));
  }
}

type Call = {
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
  readonly body: unknown;
  readonly url: string;
  readonly secret: Uint8Array;
};

type Claim =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'settled' }
  | { readonly kind: 'none' };

type Row = Omit<Call, 'attempt'> & {
  readonly attempts: number;
  readonly deleted: boolean;
  readonly dueInMs: number;
};

/**
 * Takes the next call for this process, in a transaction that is committed before the receiver hears of it: its next
 * attempt is then so far away that nobody else makes it meanwhile.
 */
async function claimNext(tx: Tx, conversationId: string): Promise<Claim> {
  const [row] = await tx.$queryRaw<Row[]>`
    select c.id, c.attempts, c.body, w.url, w.secret, w.deleted_at is not null as deleted,
      greatest(0, extract(epoch from c.next_attempt_at - clock_timestamp()) * 1000)::float8 as "dueInMs"
    from webhook_calls c join outgoing_webhooks w on w.id = c.webhook_id
    where c.conversation_id = ${conversationId}::uuid and c.state = 'QUEUED'
    order by c.next_attempt_at, c.id limit 1 for update of c`;
  if (!row) return { kind: 'none' };
  if (row.dueInMs > 0) return { kind: 'wait', ms: Math.ceil(row.dueInMs) };
  if (row.deleted) {
    await settle(tx, row.id, { state: 'CANCELLED', status: null, why: 'The webhook was deleted.' });
    return { kind: 'settled' };
  }
  if (row.attempts >= MAX_ATTEMPTS) {
    const why = 'We stopped in the middle of the last attempt. The webhook may have been called.';
    await settle(tx, row.id, { state: 'FAILED', status: null, why });
    return { kind: 'settled' };
  }
  const attempt = row.attempts + 1;
  await tx.$executeRaw`
    update webhook_calls set attempts = ${attempt}, updated_at = clock_timestamp(),
      next_attempt_at = clock_timestamp() + ${CLAIM_MS}::float8 * interval '1 millisecond'
    where id = ${row.id}::uuid`;
  return { kind: 'call', call: { ...row, attempt } };
}

async function callOnce(deps: WebhookCallDeps, call: Call): Promise<Judged> {
  const body = JSON.stringify(call.body);
  const at = deps.now().getTime();
  const signature = signatureOf(deps, call, body, at);
  if (signature === null) return { kind: 'failed', status: null, why: SECRET_LOST };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Frontdesk-Webhooks/1',
    'webhook-id': call.id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': signature,
  };
  const ran = await runHttp(
    { method: 'POST', url: call.url, headers, body },
    {
      allowPrivateNetwork: deps.settings.allowPrivateNetwork,
      timeoutMs: ANSWER_MS,
      maxResponseBytes: MAX_ANSWER_BYTES,
    },
  );
  return judgeAnswer(ran);
}

const SECRET_LOST = 'The webhook’s secret cannot be read any more. Make a new one.';

/** One entry for each secret that is good now; null where the seal is another key's. */
function signatureOf(
  { sealing, log }: WebhookCallDeps,
  { id, secret }: Call,
  body: string,
  at: number,
): string | null {
  try {
    return signingSecrets(openSecret(sealing, secret), at)
      .map((one) => signStandardWebhook(one, id, at, body))
      .join(' ');
  } catch {
    log.error({ callId: id }, 'the secret of a webhook cannot be read');
    return null;
  }
}

/** Writes down what came of a claim, unless it ran out and somebody else has tried since. */
async function recordAnswer(tx: Tx, { id, attempt }: Call, judged: Judged): Promise<void> {
  const [own] = await tx.$queryRaw<{ state: string; conversationId: string }[]>`
    select state, conversation_id as "conversationId" from webhook_calls
    where id = ${id}::uuid and state in ('QUEUED', 'CANCELLED') and attempts = ${attempt} for update`;
  if (!own) return;
  const { status } = judged;
  if (own.state === 'CANCELLED') {
    if (judged.kind === 'done') await recordTooLate(tx, { id, status: judged.status, ...own });
    return;
  }
  if (judged.kind === 'done') return settle(tx, id, { state: 'DONE', status, why: null });
  if (judged.kind === 'failed') return settle(tx, id, { state: 'FAILED', status, why: judged.why });
  if (attempt >= MAX_ATTEMPTS) {
    const why = `${judged.why} We tried ${attempt} times.`;
    return settle(tx, id, { state: 'FAILED', status, why });
  }
  const ms = waitMs(attempt, judged.afterMs);
  await tx.$executeRaw`
    update webhook_calls set status = ${status}, error = ${judged.why}, updated_at = clock_timestamp(),
      next_attempt_at = clock_timestamp() + ${ms}::float8 * interval '1 millisecond'
    where id = ${id}::uuid`;
  // Whoever looks at the run sees why it takes so long.
  await tx.$executeRaw`
    update sop_run_steps set error = ${`${judged.why} It is tried again.`}, updated_at = clock_timestamp()
    where conversation_id = ${own.conversationId}::uuid and state = 'RUNNING' and input->>'callId' = ${id}`;
}

type TooLate = { readonly id: string; readonly status: number; readonly conversationId: string };

/** The run was stopped while the receiver was at it, and the receiver did it: nobody is to believe that it was not done. */
async function recordTooLate(tx: Tx, { id, status, conversationId }: TooLate): Promise<void> {
  await settle(tx, id, { state: 'DONE', status, why: null });
  await tx.$executeRaw`
    update sop_run_steps set state = 'DONE', result = jsonb_build_object('status', ${status}::int),
      ended_at = clock_timestamp(), updated_at = clock_timestamp()
    where conversation_id = ${conversationId}::uuid and input->>'callId' = ${id} and state = 'STOPPED'`;
}

/** Up to a quarter of it random: what failed together does not come back together. */
function waitMs(attempt: number, askedMs: number | null): number {
  const wait = WAITS_MS[attempt - 1] ?? 0;
  return Math.min(MAX_WAIT_MS, Math.max(askedMs ?? 0, wait * (0.75 + Math.random() / 4)));
}

type Settled = {
  readonly state: 'DONE' | 'FAILED' | 'CANCELLED';
  readonly status: number | null;
  readonly why: string | null;
};

async function settle(tx: Tx, id: string, { state, status, why }: Settled): Promise<void> {
  await tx.$executeRaw`
    update webhook_calls set state = ${state}, status = ${status}, error = ${why}, updated_at = clock_timestamp()
    where id = ${id}::uuid`;
}
