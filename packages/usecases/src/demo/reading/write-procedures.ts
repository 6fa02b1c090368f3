import { newId } from '@frontdesk/core/ids';
import type { SopAction } from '@frontdesk/core/sops/actions';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../../deps.ts';
import { addExamples } from '../../reading/examples.ts';
import { wantTraining } from '../../reading/want-training.ts';
import { firstSecret, sealSecret } from '../../webhooks-out/webhook-secret.ts';
import { DEMO_SYSTEMS_PATH } from '../demo-credentials.ts';
import type { DemoWorkspace } from '../write-people.ts';
import { DEMO_INTENTS } from './demo-intents.ts';
import { DEMO_WEBHOOKS, type DemoAction } from './demo-sop.ts';
import { DEMO_SOPS } from './demo-sops.ts';

/** `Member portal` → `member-portal`. */
const demoSystemSlug = (name: string): string => name.toLowerCase().replaceAll(' ', '-');

/** Ids by the demo's own names. */
export type DemoProcedures = {
  readonly intentIds: ReadonlyMap<string, string>;
  readonly sopIds: ReadonlyMap<string, string>;
  readonly webhookIds: ReadonlyMap<string, string>;
};

/** Intents with their examples, the systems that procedures call, and the procedures. The reader is yet to learn them. */
export async function writeProcedures(
  tx: Tx,
  { sealing, settings }: Pick<Deps, 'sealing' | 'settings'>,
  workspace: DemoWorkspace,
): Promise<DemoProcedures> {
  const { organizationId } = workspace;
  const common = { organizationId, scopeId: organizationId };
  const procedures = {
    intentIds: new Map(DEMO_INTENTS.map(({ name }) => [name, newId()])),
    sopIds: new Map(DEMO_SOPS.map(({ key }) => [key, newId()])),
    webhookIds: new Map(DEMO_WEBHOOKS.map((name) => [name, newId()])),
  };
  const intentId = (name: string): string => procedures.intentIds.get(name) ?? '';
  await tx.intent.createMany({
    data: DEMO_INTENTS.map(({ name, description, examples }) => ({
      ...common,
      id: intentId(name),
      name,
      description,
      exampleCount: examples.length,
    })),
  });
  await addExamples(
    tx,
    organizationId,
    DEMO_INTENTS.flatMap(({ name, examples }) =>
      examples.map((text) => ({ intentId: intentId(name), text, messageId: null })),
    ),
  );
  await wantTraining(tx, organizationId);
  await tx.outgoingWebhook.createMany({
    data: DEMO_WEBHOOKS.map((name) => ({
      id: procedures.webhookIds.get(name) ?? '',
      organizationId,
      name,
      url: `${settings.baseUrl}${DEMO_SYSTEMS_PATH}/${demoSystemSlug(name)}`,
      secret: sealSecret(sealing, firstSecret()),
    })),
  });
  await writeSops(tx, workspace, procedures);
  return procedures;
}

async function writeSops(
  tx: Tx,
  workspace: DemoWorkspace,
  procedures: DemoProcedures,
): Promise<void> {
  const { organizationId, userIds } = workspace;
  const rows = DEMO_SOPS.map(({ key, intent, keywords, steps, actions, ...fields }) => ({
    fields: {
      ...fields,
      keywords: [...keywords],
      intentId: procedures.intentIds.get(intent) ?? null,
    },
    id: procedures.sopIds.get(key) ?? '',
    steps: [...steps],
    actions: actions.map((action) => realAction(action, workspace, procedures.webhookIds)),
  }));
  await tx.sop.createMany({
    data: rows.map(({ id, fields }) => ({
      id,
      organizationId,
      scopeId: organizationId,
      ...fields,
    })),
  });
  await tx.sopVersion.createMany({
    data: rows.map(({ id, steps, actions, fields: { title, intentId, keywords, autonomy } }) => ({
      sopId: id,
      version: 1,
      organizationId,
      title,
      intentId,
      keywords,
      autonomy,
      steps,
      actions,
      authorId: userIds.get('manager@demo.test') ?? null,
    })),
  });
}

/** The action with ids for names. */
function realAction(
  action: DemoAction,
  { tagIds, teamIds, userIds }: DemoWorkspace,
  webhookIds: ReadonlyMap<string, string>,
): SopAction {
  switch (action.type) {
    case 'add_tag':
      return { type: 'add_tag', tagId: tagIds.get(action.tag) ?? '' };
    case 'assign':
      return 'team' in action
        ? { type: 'assign', userId: null, teamId: teamIds.get(action.team) ?? null }
        : { type: 'assign', userId: userIds.get(action.person) ?? null, teamId: null };
    case 'call_webhook':
    case 'send_reset_link':
      return { type: action.type, webhookId: webhookIds.get(action.webhook) ?? '' };
    default:
      return action;
  }
}
