import type { Tx } from '@frontdesk/db/client';
import { lockConversation } from '../conversations/lock-conversation.ts';
import { releaseFromRun } from './conversation-owner.ts';
import { endRun } from './end-run.ts';
import { failStep, finishStep } from './finish-step.ts';
import type { RunStep } from './step-mutation.ts';

export type Taken =
  /** This one is to be carried out now. */
  | { readonly kind: 'step'; readonly step: RunStep; readonly organizationId: string }
  /** Something was settled without anything to carry out: look again. */
  | { readonly kind: 'settled'; readonly organizationId: string }
  /** A person decides, or a webhook is to answer. */
  | { readonly kind: 'waits'; readonly organizationId: string }
  | { readonly kind: 'none' };

const CLOSED: ReadonlySet<string> = new Set(['DONE', 'SKIPPED']);

/**
 * Takes the next step of the conversation's run: one that was begun and not finished, else the first that may go. An
 * approved step goes in its turn among the approved ones, one that needs nobody's word only behind everything before it.
 */
export async function takeStep(tx: Tx, conversationId: string): Promise<Taken> {
  const conversation = await lockConversation(tx, conversationId);
  if (!conversation) return { kind: 'none' };
  const run = await currentRun(tx, conversationId);
  if (!run) return { kind: 'none' };
  const { organizationId } = run;
  const settled = { kind: 'settled', organizationId } as const;
  const steps = await stepsOf(tx, run.id);
  const begun = steps.find((step) => step.state === 'RUNNING');
  if (begun) return resume(tx, begun, run.paused);
  const open = steps.filter((step) => !CLOSED.has(step.state));
  const ended = { runId: run.id, conversationId, byId: null } as const;
  if (open.length === 0) {
    await endRun(tx, { ...ended, state: 'DONE', reason: null });
    return settled;
  }
  const next =
    open.find((step) => step.state === 'WAITING' && step.approvedById !== null) ?? open[0];
  if (next?.state !== 'WAITING') {
    await waitForPerson(tx, run.id, conversationId);
    return { kind: 'waits', organizationId };
  }
  const stop = next.approvedById === null ? stopBecause(run) : null;
  if (stop !== null) {
    await endRun(tx, { ...ended, state: 'STOPPED', reason: stop });
    return settled;
  }
  await tx.$executeRaw`
    update sop_run_steps set state = 'RUNNING', started_at = clock_timestamp(), updated_at = clock_timestamp()
    where id = ${next.id}::uuid`;
  return { kind: 'step', step: { ...next, state: 'RUNNING' }, organizationId };
}

type CurrentRun = {
  readonly id: string;
  readonly organizationId: string;
  /** A person is to look first; what was begun before is still waited for. */
  readonly paused: boolean;
  readonly blocked: boolean;
  /** Its procedure may still go by itself. */
  readonly enabled: boolean;
};

/** Why nothing more is done without a person's word. */
function stopBecause({ blocked, enabled }: CurrentRun): string | null {
  if (blocked) return 'The contact is blocked.';
  return enabled ? null : 'The procedure was switched off.';
}

/** The run that is under way; else one that was paused while a step of it was under way, or has just ended. */
async function currentRun(tx: Tx, conversationId: string): Promise<CurrentRun | undefined> {
  const [run] = await tx.$queryRaw<CurrentRun[]>`
    select r.id, r.organization_id as "organizationId", r.state = 'PROPOSED' as paused, k.blocked,
      p.enabled and p.deleted_at is null and p.autonomy <> 'off' as enabled
    from sop_runs r join sops p on p.id = r.sop_id join conversations c on c.id = r.conversation_id join contact_cards k on k.id = c.card_id
    where r.conversation_id = ${conversationId}::uuid and (r.state = 'RUNNING' or r.state = 'PROPOSED' and exists (
      select from sop_run_steps s where s.run_id = r.id and s.state = 'RUNNING'))
    order by r.state desc, r.number, r.id limit 1`;
  return run;
}

const stepsOf = (tx: Tx, runId: string): Promise<RunStep[]> =>
  tx.$queryRaw<RunStep[]>`
    select id, run_id as "runId", organization_id as "organizationId", conversation_id as "conversationId", position,
      action, input, state, approved_by_id as "approvedById"
    from sop_run_steps where run_id = ${runId}::uuid order by position`;

/** A step that calls out has done its part when its call is on record: then it waits for what comes of it. */
async function resume(tx: Tx, step: RunStep, paused: boolean): Promise<Taken> {
  const { organizationId } = step;
  const callId = step.input['callId'];
  const call =
    typeof callId === 'string' ? await tx.webhookCall.findUnique({ where: { id: callId } }) : null;
  if (!call) return { kind: 'step', step, organizationId };
  if (call.state === 'QUEUED') return { kind: 'waits', organizationId };
  if (call.state === 'DONE') await finishStep(tx, step, { status: call.status });
  else await failStep(tx, step, call.error ?? 'The call came to nothing.');
  if (paused) await endIfNothingIsLeft(tx, step);
  return { kind: 'settled', organizationId };
}

/** A paused run is not looked at again by itself once nothing of it is under way. */
async function endIfNothingIsLeft(tx: Tx, { runId, conversationId }: RunStep): Promise<void> {
  const steps = await stepsOf(tx, runId);
  if (steps.some(({ state }) => !CLOSED.has(state))) return;
  await endRun(tx, { runId, conversationId, state: 'DONE', reason: null, byId: null });
}

async function waitForPerson(tx: Tx, runId: string, conversationId: string): Promise<void> {
  await tx.$executeRaw`
    update sop_runs set state = 'PROPOSED', updated_at = clock_timestamp() where id = ${runId}::uuid`;
  await releaseFromRun(tx, conversationId, runId);
}
