import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import type { SopFields } from '@frontdesk/core/mutations/arguments';
import type { SopAction } from '@frontdesk/core/sops/actions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../mutation-handler.ts';
import { listSopVersions, readSop } from '../queries/sops.ts';
import { Desk } from '../testing/desk.ts';

let desk: Desk;
let manager: Actor & { userId: string };

beforeAll(async () => {
  desk = await Desk.open();
  manager = await desk.member('MANAGER');
});
afterAll(() => desk.close());

const PLAIN: SopFields = {
  title: 'Password reset',
  intentId: null,
  keywords: ['password'],
  steps: ['Send the link.'],
  actions: [{ type: 'send_reply', text: 'Hi {{contact.name}}' }],
  priority: 0,
  enabled: true,
  autonomy: 'suggest',
  minutesSaved: 5,
};

async function create(more: Partial<SopFields> = {}, by: Actor = manager) {
  const sopId = newId();
  const result = await desk.mutate(by, 'sop.create', { sopId, ...PLAIN, ...more });
  return { sopId, result };
}

const read = (sopId: string) =>
  desk.deps.db.withOrg(desk.organizationId, (tx) => readSop(tx, desk.organizationId, sopId));

const versions = async (sopId: string) =>
  (
    await desk.deps.db.withOrg(desk.organizationId, (tx) =>
      listSopVersions(tx, sopId, { limit: 50 }),
    )
  ).data;

describe('a procedure', () => {
  it('has a version for each change, and the ones before stay as they were', async () => {
    const { sopId } = await create({ description: 'For members' });
    await desk.mutate(manager, 'sop.update', { sopId, title: 'Reset', steps: ['One', 'Two'] });
    await desk.mutate(manager, 'sop.update', { sopId, autonomy: 'auto', description: 'For all' });
    expect(await read(sopId)).toMatchObject({
      version: 3,
      title: 'Reset',
      autonomy: 'auto',
      description: 'For all',
      steps: ['One', 'Two'],
      actions: PLAIN.actions,
    });
    expect(await versions(sopId)).toMatchObject([
      { version: 3, title: 'Reset', autonomy: 'auto', description: 'For all' },
      { version: 2, title: 'Reset', autonomy: 'suggest', description: 'For members' },
      { version: 1, title: 'Password reset', steps: ['Send the link.'], authorId: manager.userId },
    ]);
  });

  it('is not changed from a version that it has left behind', async () => {
    const { sopId } = await create();
    const change = (ifVersion: number, title: string) =>
      desk.mutate(manager, 'sop.update', { sopId, ifVersion, title });
    expect(await change(1, 'Mine')).toMatchObject({ status: 'applied' });
    expect(await change(1, 'Yours')).toMatchObject({ status: 'rejected', code: 'CONFLICT' });
    expect(await read(sopId)).toMatchObject({ title: 'Mine', version: 2 });
  });

  it('takes two changes at once one after the other', async () => {
    const { sopId } = await create();
    const changes = ['One', 'Two', 'Three'].map((title) =>
      desk.mutate(manager, 'sop.update', { sopId, title }),
    );
    const results = await Promise.all(changes);
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
    expect((await versions(sopId)).map(({ version }) => version)).toEqual([4, 3, 2, 1]);
  });

  it('that is deleted is not found, cannot be changed, and keeps its rows', async () => {
    const { sopId } = await create();
    expect(await desk.mutate(manager, 'sop.delete', { sopId })).toMatchObject({
      status: 'applied',
    });
    expect(await read(sopId)).toBe(null);
    expect(await desk.mutate(manager, 'sop.update', { sopId, title: 'x' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await desk.mutate(manager, 'sop.delete', { sopId })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await versions(sopId)).toHaveLength(1);
  });

  it('takes no id that another one has', async () => {
    const { sopId } = await create();
    expect(await desk.mutate(manager, 'sop.create', { sopId, ...PLAIN })).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('has no success rate before its first run has ended', async () => {
    const { sopId } = await create();
    expect(await read(sopId)).toMatchObject({ successRate: null });
    await desk.deps.db.asWorker((tx) =>
      tx.sop.update({ where: { id: sopId }, data: { runsEnded: 4, runsDone: 3 } }),
    );
    expect(await read(sopId)).toMatchObject({ successRate: 0.75, version: 1, rev: 1 });
  });
});

describe('what a procedure names', () => {
  it('has to be there, each told by its field', async () => {
    const nothing = newId();
    const actions: SopAction[] = [
      { type: 'send_reply', text: 'Hi' },
      { type: 'add_tag', tagId: nothing },
      { type: 'assign', userId: nothing, teamId: null },
      { type: 'assign', userId: null, teamId: nothing },
      { type: 'call_webhook', webhookId: nothing },
      { type: 'send_reset_link', webhookId: nothing },
    ];
    const { result } = await create({ intentId: nothing, actions });
    expect(result).toMatchObject({ status: 'rejected', code: 'VALIDATION_ERROR' });
    expect(fieldsOf(result.data)).toEqual([
      'intentId',
      'actions.1',
      'actions.2',
      'actions.3',
      'actions.4',
      'actions.5',
    ]);
    const { sopId } = await create();
    const change = await desk.mutate(manager, 'sop.update', { sopId, actions });
    expect(fieldsOf(change.data)).toHaveLength(5);
    expect(await read(sopId)).toMatchObject({ version: 1 });
  });

  it('is its own organization’s', async () => {
    const organizationId = await desk.organization();
    const [intentId, tagId, webhookId] = [newId(), newId(), newId()];
    const theirs = { organizationId, scopeId: organizationId };
    await desk.deps.db.asWorker(async (tx) => {
      await tx.intent.create({ data: { id: intentId, ...theirs, name: 'refund' } });
      await tx.tag.create({ data: { id: tagId, ...theirs, name: 'VIP', color: '#5b4fd6' } });
      await tx.outgoingWebhook.create({
        data: { id: webhookId, organizationId, name: 'x', url: 'x', secret: new Uint8Array(1) },
      });
    });
    const actions: SopAction[] = [
      { type: 'add_tag', tagId },
      { type: 'call_webhook', webhookId },
    ];
    const { result } = await create({ intentId, actions });
    expect(fieldsOf(result.data)).toEqual(['intentId', 'actions.0', 'actions.1']);
    const admin = await desk.member('ADMIN', [], organizationId);
    expect((await create({ intentId, actions }, admin)).result).toMatchObject({
      status: 'applied',
    });
  });
});

const fieldsOf = (data: unknown): string[] =>
  (must(data, 'details') as { details: { field: string }[] }).details.map(({ field }) => field);

describe('procedures', () => {
  it.each(['VIEWER', 'AGENT'] as const)('are not a %s’s to write', async (role) => {
    const by = await desk.member(role);
    const { sopId } = await create();
    const results = [
      (await create({}, by)).result,
      await desk.mutate(by, 'sop.update', { sopId, title: 'x' }),
      await desk.mutate(by, 'sop.delete', { sopId }),
    ];
    expect(results.map(({ code }) => code)).toEqual(Array(3).fill('AUTHORIZATION_ERROR'));
  });

  it('of another organization are not there', async () => {
    const { sopId } = await create();
    const stranger = await desk.member('OWNER', [], await desk.organization());
    const results = [
      await desk.mutate(stranger, 'sop.update', { sopId, title: 'x' }),
      await desk.mutate(stranger, 'sop.delete', { sopId }),
    ];
    expect(results.map(({ code }) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });
});

it('there are two thousand procedures at most', async () => {
  const elsewhere = await desk.organization();
  const by = await desk.member('MANAGER', [], elsewhere);
  await desk.deps.db.asWorker(
    (tx) => tx.$executeRaw`
    insert into sops (id, organization_id, scope_id, title, keywords, autonomy)
    select gen_random_uuid(), ${elsewhere}::uuid, ${elsewhere}::uuid, 'One', '{}', 'off' from generate_series(1, 2000)`,
  );
  const { sopId, result } = await create({}, by);
  expect(result).toMatchObject({ code: 'CONFLICT' });
  const one = await desk.deps.db.asWorker((tx) =>
    tx.sop.findFirstOrThrow({ where: { organizationId: elsewhere } }),
  );
  await desk.mutate(by, 'sop.delete', { sopId: one.id });
  const args = { sopId, ...PLAIN };
  expect(await desk.mutate(by, 'sop.create', args)).toMatchObject({ status: 'applied' });
});
