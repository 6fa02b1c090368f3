import type { RunState } from '../sops/entities.ts';
import type { MutationArguments } from './arguments.ts';
import { type MutationDefinition, type MutationMeta, given, pendingRow } from './definition.ts';

type Args<N extends keyof MutationArguments> = MutationArguments[N];

export const correctClassification: MutationDefinition<Args<'classification.correct'>> = {
  version: 1,
  permission: 'classification.correct',
  optimistic(replica, { classificationId, intentId }, meta) {
    const known = replica.get('classifications', classificationId);
    if (!known) return;
    replica.put('classifications', {
      ...known,
      intentId,
      readIntentId: known.correctedAt === null ? known.intentId : known.readIntentId,
      confidence: 1,
      correctedById: meta.userId,
      correctedAt: meta.now,
    });
    const conversation = replica.get('conversations', known.conversationId);
    if (conversation?.lastInboundNumber !== known.number) return;
    replica.patch('conversations', conversation.id, { intentId, intentConfidence: 1 });
  },
};

export const createSop: MutationDefinition<Args<'sop.create'>> = {
  version: 1,
  permission: 'sop.write',
  optimistic: (
    replica,
    { sopId, description: _description, steps: _steps, actions: _actions, ...head },
    meta,
  ) =>
    replica.put('sops', {
      ...pendingRow(sopId, meta.organizationId, meta),
      ...head,
      version: 1,
      runsEnded: 0,
      runsDone: 0,
      deletedAt: null,
    }),
};

export const updateSop: MutationDefinition<Args<'sop.update'>> = {
  version: 1,
  permission: 'sop.write',
  optimistic(replica, { sopId, ifVersion: _seen, ...fields }) {
    const { description: _description, steps: _steps, actions: _actions, ...head } = fields;
    replica.patch('sops', sopId, given(head));
  },
};

/** Its past runs still name it, so the row stays. */
export const deleteSop: MutationDefinition<Args<'sop.delete'>> = {
  version: 1,
  permission: 'sop.write',
  optimistic: (replica, { sopId }, meta) =>
    replica.patch('sops', sopId, { deletedAt: meta.now, enabled: false }),
};

export const approveRun: MutationDefinition<Args<'sopRun.approve'>> = {
  version: 1,
  permission: 'sopRun.decide',
  optimistic(replica, { stepIds }, meta) {
    for (const id of stepIds)
      replica.patch('sop_run_steps', id, {
        state: 'WAITING',
        approvedById: meta.userId,
        approvedAt: meta.now,
      });
  },
};

export const skipStep: MutationDefinition<Args<'sopRun.skip'>> = {
  version: 1,
  permission: 'sopRun.decide',
  optimistic: (replica, { stepId }, meta) =>
    replica.patch('sop_run_steps', stepId, { state: 'SKIPPED', endedAt: meta.now }),
};

export const editStep: MutationDefinition<Args<'sopRun.edit'>> = {
  version: 1,
  permission: 'sopRun.decide',
  optimistic(replica, { stepId, text }) {
    const step = replica.get('sop_run_steps', stepId);
    if (!step) return;
    // The words as they were written, and as they go out: blanks in them are the server's to fill.
    replica.patch('sop_run_steps', stepId, { input: { ...step.input, template: text, text } });
  },
};

const ended = (state: RunState, { now, userId }: MutationMeta) => ({
  state,
  endedAt: now,
  endedById: userId,
});

export const takeOverRun: MutationDefinition<Args<'sopRun.takeOver'>> = {
  version: 1,
  permission: 'sopRun.decide',
  optimistic(replica, { runId }, meta) {
    const run = replica.get('sop_runs', runId);
    if (!run) return;
    replica.patch('sop_runs', runId, ended('STOPPED', meta));
    replica.patch('conversations', run.conversationId, {
      assigneeId: meta.userId,
      aiRunId: null,
    });
  },
};

export const dismissRun: MutationDefinition<Args<'sopRun.dismiss'>> = {
  version: 1,
  permission: 'sopRun.decide',
  optimistic: (replica, { runId }, meta) =>
    replica.patch('sop_runs', runId, ended('DISMISSED', meta)),
};

export const callWebhook: MutationDefinition<Args<'webhook.call'>> = {
  version: 1,
  permission: 'ai.write',
  optimistic() {
    // What came of the call is the server's to say.
  },
};
