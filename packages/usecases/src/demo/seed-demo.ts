import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { indexMessages } from '@frontdesk/db/search';
import type { Deps } from '../deps.ts';
import { trainReaderOf } from '../reading/train-reader.ts';
import { sealCredentials } from '../inboxes/inbox-access.ts';
import { DEMO_INBOXES, type DemoInbox } from './cast.ts';
import { DEMO_VENDOR_PATH, demoCredentials } from './demo-credentials.ts';
import { conversationRows } from './demo-rows.ts';
import { planDemo } from './plan-demo.ts';
import { type ReadPlan, planReadings } from './reading/plan-readings.ts';
import { readingRows } from './reading/reading-rows.ts';
import { understandWith } from './reading/understand.ts';
import { type DemoProcedures, writeProcedures } from './reading/write-procedures.ts';
import { writeContacts, writeIdentities } from './write-customers.ts';
import { type DemoWorkspace, writePeople } from './write-people.ts';

type SeedDeps = Pick<Deps, 'db' | 'sealing' | 'settings' | 'now' | 'readers' | 'log'>;

type PlacedInbox = DemoInbox & { readonly id: string; readonly membershipIds: readonly string[] };

/** Conversations per transaction: far below what the change log takes as one. */
const BATCH = 25;

/**
 * Fills an empty database with the demo workspace: people, inboxes on the built-in fake vendors, procedures with a reader
 * that has learnt their intents, and sixty days of conversations. Rejects when the demo people exist.
 */
export async function seedDemo(deps: SeedDeps): Promise<void> {
  const now = deps.now().getTime();
  const workspace = await deps.db.system((tx) => writePeople(tx), { timeout: 60_000 });
  const { organizationId } = workspace;
  const procedures = await deps.db.asWorker((tx) => writeProcedures(tx, deps, workspace));
  await trainReaderOf(deps, organizationId);
  const plan = await readPlan(deps, workspace, procedures, now);
  const inboxes = await deps.db.asWorker((tx) => writeInboxes(tx, deps, workspace));
  const contactIds = await deps.db.asWorker((tx) =>
    writeContacts(tx, organizationId, plan.customers),
  );
  for (let at = 0; at < plan.conversations.length; at += BATCH) {
    const batch = plan.conversations.slice(at, at + BATCH);
    await deps.db.asWorker((tx) =>
      writeConversations(tx, batch, { plan, workspace, procedures, inboxes, contactIds, now }),
    );
  }
  await deps.db.asWorker((tx) => countRuns(tx, organizationId));
}

/** The plan with every matter's opening as the demo's own reader takes it. */
async function readPlan(
  deps: SeedDeps,
  { organizationId }: DemoWorkspace,
  { intentIds }: DemoProcedures,
  now: number,
): Promise<ReadPlan> {
  const reader = await deps.readers.of(organizationId);
  const names = new Map([...intentIds].map(([name, id]) => [id, name]));
  const understand = understandWith(reader, (id) => names.get(id) ?? id);
  return planReadings(planDemo(now), understand, now);
}

const countRuns = (tx: Tx, organizationId: string): Promise<number> => tx.$executeRaw`
  update sops s set runs_ended = r.ended, runs_done = r.done from (
    select sop_id, count(*) filter (where state <> 'PROPOSED')::int as ended, count(*) filter (where state = 'DONE'
      and not exists (select from sop_run_steps t where t.run_id = sop_runs.id and t.state <> 'DONE'))::int as done
    from sop_runs where organization_id = ${organizationId}::uuid group by sop_id
  ) r where r.sop_id = s.id`;

async function writeInboxes(
  tx: Tx,
  deps: SeedDeps,
  workspace: DemoWorkspace,
): Promise<ReadonlyMap<string, PlacedInbox>> {
  const { organizationId } = workspace;
  const members = await tx.membership.findMany({ where: { organizationId } });
  const teamMembers = await tx.teamMember.findMany({ where: { organizationId } });
  const placed = DEMO_INBOXES.map((inbox) => {
    const teamIds = new Set(inbox.teams.map((name) => workspace.teamIds.get(name)));
    const granted = teamMembers.filter((m) => teamIds.has(m.teamId)).map((m) => m.membershipId);
    const everywhere = members.filter((m) => m.role === 'OWNER' || m.role === 'ADMIN');
    const membershipIds = [...new Set([...granted, ...everywhere.map((m) => m.id)])];
    return { ...inbox, id: newId(), membershipIds };
  });
  await tx.inbox.createMany({
    data: placed.map(({ id, channel, name, address }) => ({
      id,
      organizationId,
      scopeId: id,
      channel,
      name,
      address,
      health: 'ok',
      healthAt: deps.now(),
    })),
  });
  await tx.inboxCredentials.createMany({
    data: placed.map((inbox) => ({
      inboxId: inbox.id,
      organizationId,
      channel: inbox.channel,
      accountId: inbox.accountId,
      sealed: sealCredentials(deps.sealing, demoCredentials(inbox)),
      baseUrl: demoBaseUrl(deps, inbox.channel),
    })),
  });
  await tx.inboxGrant.createMany({
    data: placed.flatMap(({ id, teams }) =>
      teams.map((name) => ({
        id: newId(),
        organizationId,
        inboxId: id,
        teamId: workspace.teamIds.get(name) ?? '',
      })),
    ),
  });
  return new Map(placed.map((inbox) => [inbox.key, inbox]));
}

/** The fake vendor of a channel, as this start of the product serves it. */
const demoBaseUrl = ({ settings }: Pick<Deps, 'settings'>, channel: string): string =>
  `${settings.baseUrl}${DEMO_VENDOR_PATH}/${channel}`;

const NOTHING_READ = { classifications: [], runs: [], steps: [] };

type World = {
  readonly plan: ReadPlan;
  readonly workspace: DemoWorkspace;
  readonly procedures: DemoProcedures;
  readonly inboxes: ReadonlyMap<string, PlacedInbox>;
  readonly contactIds: readonly string[];
  readonly now: number;
};

async function writeConversations(
  tx: Tx,
  batch: ReadPlan['conversations'],
  world: World,
): Promise<void> {
  const { organizationId, tagIds, userIds } = world.workspace;
  const placed = batch.flatMap((conversation) => {
    const inbox = world.inboxes.get(conversation.inbox);
    const contactId = world.contactIds[conversation.customer];
    const customer = world.plan.customers[conversation.customer];
    return inbox && contactId && customer ? [{ conversation, inbox, contactId, customer }] : [];
  });
  const identities = await writeIdentities(tx, organizationId, placed);
  const rows = placed.map(({ conversation, inbox }, i) => {
    const ids = identities[i] ?? { identityId: '', cardId: '' };
    const { channel, membershipIds } = inbox;
    const at = { organizationId, inboxId: inbox.id, channel, membershipIds, ...ids };
    return conversationRows(conversation, { ...at, tagIds, userIds, now: world.now });
  });
  const read = placed.map(({ conversation: { readings }, customer }, i) => {
    const row = rows[i];
    return row ? readingRows(readings, { ...row, ...world, customer }) : NOTHING_READ;
  });
  const messages = rows.flatMap((r) => r.messages);
  await tx.conversation.createMany({
    data: rows.map((r, i) => {
      const last = read[i]?.classifications.at(-1);
      const intent = last ? { intentId: last.intentId, intentConfidence: last.confidence } : {};
      return { ...r.conversation, ...intent };
    }),
  });
  await tx.message.createMany({ data: messages });
  await tx.note.createMany({ data: rows.flatMap((r) => r.notes) });
  await tx.timelineEvent.createMany({ data: rows.flatMap((r) => r.events) });
  await tx.send.createMany({ data: rows.flatMap((r) => r.sends) });
  await tx.episode.createMany({ data: rows.flatMap((r) => r.episodes) });
  await tx.conversationTag.createMany({ data: rows.flatMap((r) => r.tags) });
  await tx.readState.createMany({ data: rows.flatMap((r) => r.readStates) });
  await tx.classification.createMany({ data: read.flatMap((r) => r.classifications) });
  await tx.sopRun.createMany({ data: read.flatMap((r) => r.runs) });
  await tx.sopRunStep.createMany({ data: read.flatMap((r) => r.steps) });
  await indexMessages(
    tx,
    messages.map((m) => ({ ...m, messageId: m.id, inboxId: m.scopeId })),
  );
}
