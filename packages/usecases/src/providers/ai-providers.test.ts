import type { Rights, Role } from '@frontdesk/core/roles';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { By } from '../mutation-handler.ts';
import { Desk } from '../testing/desk.ts';
import {
  type NewProvider,
  createProvider,
  deleteProvider,
  listProviders,
  updateProvider,
} from './ai-providers.ts';
import { openKey } from './provider-row.ts';

let desk: Desk;
let admin: By;

beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  admin = await by('ADMIN', await desk.organization());
});

const KEY = 'sk-frontdesk-0123456789abcdef';

const rightsOf = (role: Role): Rights => ({ role, inboxIds: new Set() });
const by = async (role: Role, organizationId: string): Promise<By> => ({
  actor: await desk.member(role, [], organizationId),
  rights: rightsOf(role),
});
const form = (more: Partial<NewProvider> = {}): NewProvider => ({
  kind: 'openai',
  name: 'GPT',
  model: 'a-model',
  apiKey: KEY,
  inputPrice: 1,
  outputPrice: 4,
  ...more,
});
const create = async (more: Partial<NewProvider> = {}): Promise<string> => {
  const made = await createProvider(desk.deps, admin, form(more));
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value.id;
};
const list = () => listProviders(desk.deps, admin.actor.organizationId);
const names = async () => (await list()).map(({ name, priority }) => `${priority} ${name}`);
const rowOf = (id: string) =>
  desk.deps.db.asWorker((tx) => tx.aiProvider.findUniqueOrThrow({ where: { id } }));

describe('a provider', () => {
  it('is kept with its key sealed, and shown without it', async () => {
    const id = await create();
    const [shown] = await list();
    expect(shown).toMatchObject({ id, kind: 'openai', name: 'GPT', hasKey: true, keyEnd: 'cdef' });
    expect(JSON.stringify(await list())).not.toContain(KEY);
    const { apiKey } = await rowOf(id);
    expect(Buffer.from(apiKey ?? []).includes(KEY)).toBe(false);
    expect(openKey(desk.deps.sealing, apiKey)).toBe(KEY);
  });

  it('shows nothing of a key so short that its end would be half of it', async () => {
    await create({ apiKey: 'sk-1234567' });
    expect(await list()).toMatchObject([{ hasKey: true, keyEnd: null }]);
  });

  it('has a place in the order, which moves the others', async () => {
    const ids = [await create({ name: 'A' }), await create({ name: 'B' })];
    await create({ name: 'C', priority: 0 });
    expect(await names()).toEqual(['0 C', '1 A', '2 B']);
    await updateProvider(desk.deps, admin, ids[1] ?? '', { priority: 1 });
    expect(await names()).toEqual(['0 C', '1 B', '2 A']);
    await deleteProvider(desk.deps, admin, ids[1] ?? '');
    expect(await names()).toEqual(['0 C', '1 A']);
    await create({ name: 'D' });
    expect(await names()).toEqual(['0 C', '1 A', '2 D']);
  });

  it('keeps what a change leaves out', async () => {
    const id = await create({ timeoutMs: 2_500 });
    expect(await updateProvider(desk.deps, admin, id, { model: 'another' })).toMatchObject({
      ok: true,
    });
    expect(await list()).toMatchObject([
      { model: 'another', timeoutMs: 2_500, keyEnd: 'cdef', inputPrice: 1, rev: 2 },
    ]);
  });

  it('is not changed over somebody else’s change', async () => {
    const id = await create();
    await updateProvider(desk.deps, admin, id, { model: 'theirs', ifRev: 1 });
    expect(await updateProvider(desk.deps, admin, id, { model: 'mine', ifRev: 1 })).toMatchObject({
      refusal: { code: 'CONFLICT' },
    });
  });

  it('takes no key along to an address that it was not given for', async () => {
    const id = await create({ baseUrl: 'https://models.one.example/v1/' });
    const baseUrl = 'https://models.other.example/v1';
    for (const elsewhere of [baseUrl, null])
      expect(await updateProvider(desk.deps, admin, id, { baseUrl: elsewhere })).toMatchObject({
        refusal: { details: [{ field: 'apiKey' }] },
      });
    expect((await rowOf(id)).baseUrl).toBe('https://models.one.example/v1');
    expect(
      await updateProvider(desk.deps, admin, id, { baseUrl, apiKey: `${KEY}-2` }),
    ).toMatchObject({ ok: true });
    // From here on it is no other one.
    expect(await updateProvider(desk.deps, admin, id, { baseUrl })).toMatchObject({ ok: true });
  });

  it.each([
    ['no key', { apiKey: undefined }, 'apiKey'],
    ['a key of several words', { apiKey: 'sk one two' }, 'apiKey'],
    ['no model', { model: '' }, 'model'],
    ['no address of a server of one’s own', { kind: 'compatible' as const }, 'baseUrl'],
    ['an address that is none', { baseUrl: 'nonsense' }, 'baseUrl'],
    ['the name of our own reader', { name: 'Embedded' }, 'name'],
  ])('is refused for %s', async (_what, more, field) => {
    expect(await createProvider(desk.deps, admin, form(more))).toMatchObject({
      refusal: { code: 'VALIDATION_ERROR', details: [{ field }] },
    });
  });

  it.each([
    'http://models.example',
    'https://127.0.0.1:11434/v1',
    'https://10.1.2.3',
    'https://localhost',
  ])('does not point at %s where private networks are not allowed', async (baseUrl) => {
    const deps = { ...desk.deps, settings: { ...desk.deps.settings, allowPrivateNetwork: false } };
    expect(await createProvider(deps, admin, form({ kind: 'compatible', baseUrl }))).toMatchObject({
      refusal: { details: [{ field: 'baseUrl' }] },
    });
    await create({ kind: 'compatible', baseUrl });
  });

  it('has a name of its own in its organization', async () => {
    await create();
    expect(await createProvider(desk.deps, admin, form({ name: 'gpt' }))).toMatchObject({
      refusal: { code: 'CONFLICT', details: [{ field: 'name' }] },
    });
    admin = await by('ADMIN', await desk.organization());
    await create();
  });

  it('is beyond the reach of another organization and of those who may not', async () => {
    const id = await create();
    const stranger = await by('OWNER', await desk.organization());
    const manager = await by('MANAGER', admin.actor.organizationId);
    const attempts = (who: By) => [
      updateProvider(desk.deps, who, id, { model: 'x' }),
      deleteProvider(desk.deps, who, id),
    ];
    for (const tried of await Promise.all(attempts(stranger)))
      expect(tried).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    for (const tried of await Promise.all(attempts(manager)))
      expect(tried).toMatchObject({ refusal: { code: 'AUTHORIZATION_ERROR' } });
    expect(await listProviders(desk.deps, stranger.actor.organizationId)).toEqual([]);
    expect(await names()).toEqual(['0 GPT']);
  });

  it('leaves a line in the audit log for each change, and never a key there', async () => {
    const id = await create();
    await updateProvider(desk.deps, admin, id, { apiKey: `${KEY}-2`, enabled: false });
    await deleteProvider(desk.deps, admin, id);
    const { organizationId } = admin.actor;
    const lines = await desk.deps.db.asWorker((tx) =>
      tx.auditEntry.findMany({ where: { organizationId }, orderBy: { id: 'asc' } }),
    );
    expect(lines.map(({ action, data }) => [action, data])).toEqual([
      ['aiProvider.create', { kind: 'openai' }],
      ['aiProvider.update', { fields: 'apiKey enabled' }],
      ['aiProvider.delete', {}],
    ]);
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it('whose key was sealed under another key of ours has none', async () => {
    const id = await create();
    await desk.deps.db.asWorker((tx) =>
      tx.aiProvider.update({ where: { id }, data: { apiKey: new Uint8Array([1, 2, 3]) } }),
    );
    expect(await list()).toMatchObject([{ hasKey: false, keyEnd: null }]);
  });
});
