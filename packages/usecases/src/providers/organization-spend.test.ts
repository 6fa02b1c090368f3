import type { ProviderCall } from '@frontdesk/ai/providers/provider';
import { newId } from '@frontdesk/core/ids';
import type { Rights } from '@frontdesk/core/roles';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from '../testing/desk.ts';
import { createProvider } from './ai-providers.ts';
import { releaseLapsed, setDailyLimit } from './budget.ts';
import { OrganizationSpend } from './organization-spend.ts';

let desk: Desk;
let organizationId: string;
let providerId: string;
let now: Date;

beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  now = new Date('2026-11-20T12:00:00Z');
  organizationId = await desk.organization();
  const made = await createProvider(desk.deps, await owner(), {
    kind: 'openai',
    name: 'GPT',
    model: 'm',
    apiKey: 'sk-0123456789',
  });
  providerId = made.ok ? made.value.id : '';
});

const rights: Rights = { role: 'OWNER', inboxIds: new Set() };
const owner = async () => ({ actor: await desk.member('OWNER', [], organizationId), rights });

const spendOf = (timezone = 'UTC') =>
  new OrganizationSpend(
    { db: desk.deps.db, now: () => now },
    { organizationId, timezone, names: new Map([[providerId, 'GPT']]) },
  );

const call = (more: Partial<ProviderCall> = {}): ProviderCall => ({
  purpose: 'read',
  outcome: 'ok',
  inputTokens: 120,
  outputTokens: 8,
  microUsd: 300,
  ms: 410,
  error: null,
  reservedMicroUsd: 0,
  ...more,
});

const days = () =>
  desk.deps.db.asWorker((tx) =>
    tx.aiSpend.findMany({
      where: { organizationId },
      select: { day: true, reserved: true, spent: true },
      orderBy: { day: 'asc' },
    }),
  );
const calls = () =>
  desk.deps.db.asWorker((tx) =>
    tx.aiCall.findMany({ where: { organizationId }, orderBy: { id: 'asc' } }),
  );
const limit = async (amount: number) => setDailyLimit(desk.deps.db, await owner(), amount);

describe('a day’s money', () => {
  it('is never exceeded by calls that begin at the same moment', async () => {
    await limit(10_000);
    const granted = await Promise.all(
      Array.from({ length: 50 }, () => spendOf().reserve(providerId, 900)),
    );
    expect(granted.filter(Boolean)).toHaveLength(11);
    expect(await days()).toMatchObject([{ reserved: 9_900n, spent: 0n }]);
  });

  it('is held by nobody after many calls at once, and spent to the last millionth', async () => {
    const costs = Array.from({ length: 60 }, (_, index) => 100 + index);
    await Promise.all(
      costs.map(async (microUsd) => {
        const spend = spendOf();
        await spend.reserve(providerId, 500);
        await spend.settle(providerId, call({ reservedMicroUsd: 500, microUsd }));
      }),
    );
    const total = BigInt(costs.reduce((sum, cost) => sum + cost, 0));
    expect(await days()).toMatchObject([{ reserved: 0n, spent: total }]);
    expect(await calls()).toHaveLength(60);
  });

  it('is held while a call is under way and spent when it has ended', async () => {
    const spend = spendOf();
    expect(await spend.reserve(providerId, 5_000)).toBe(true);
    expect(await days()).toMatchObject([{ reserved: 5_000n, spent: 0n }]);
    await spend.settle(providerId, call({ reservedMicroUsd: 5_000, microUsd: 1_234 }));
    expect(await days()).toMatchObject([{ reserved: 0n, spent: 1_234n }]);
  });

  it('is five dollars where nobody has set a limit, and nothing where it is set to nothing', async () => {
    expect(await spendOf().reserve(providerId, 5_000_001)).toBe(false);
    expect(await spendOf().reserve(providerId, 5_000_000)).toBe(true);
    await limit(0);
    expect(await spendOf().reserve(providerId, 1)).toBe(false);
    expect(await spendOf().reserve(providerId, 0)).toBe(true);
  });

  it('counts what two calls of one question cost apart', async () => {
    const spend = spendOf();
    await spend.reserve(providerId, 400);
    await spend.reserve(providerId, 400);
    await spend.settle(providerId, call({ reservedMicroUsd: 400, microUsd: 10 }));
    expect(await days()).toMatchObject([{ reserved: 400n, spent: 10n }]);
    await spend.settle(providerId, call({ reservedMicroUsd: 400, microUsd: 10 }));
    expect(await days()).toMatchObject([{ reserved: 0n, spent: 20n }]);
  });

  it('is free again after a process has died in the middle of its calls', async () => {
    await limit(1_000);
    expect(await spendOf().reserve(providerId, 1_000)).toBe(true);
    expect(await spendOf().reserve(providerId, 1_000)).toBe(false);
    now = new Date(now.getTime() + 120_000);
    expect(await spendOf().reserve(providerId, 1_000)).toBe(true);
    expect(await days()).toMatchObject([{ reserved: 1_000n }]);
    now = new Date(now.getTime() + 120_000);
    await desk.deps.db.asWorker((tx) => releaseLapsed(tx, now, null));
    expect(await days()).toMatchObject([{ reserved: 0n }]);
  });

  it('is paid once by a call that comes back after its holding has lapsed', async () => {
    const spend = spendOf();
    await spend.reserve(providerId, 1_000);
    await spendOf().reserve(providerId, 70);
    now = new Date(now.getTime() + 120_000);
    await desk.deps.db.asWorker((tx) => releaseLapsed(tx, now, organizationId));
    await spendOf().reserve(providerId, 50);
    await spend.settle(providerId, call({ reservedMicroUsd: 1_000, microUsd: 400 }));
    expect(await days()).toMatchObject([{ reserved: 50n, spent: 400n }]);
  });

  it('begins anew at the organization’s own midnight, and a call counts for the day on which it began', async () => {
    now = new Date('2026-11-20T23:59:30Z');
    await limit(1_000);
    const spend = spendOf('Asia/Bangkok');
    expect(await spend.reserve(providerId, 1_000)).toBe(true);
    now = new Date('2026-11-21T16:59:59Z');
    expect(await spendOf('Asia/Bangkok').reserve(providerId, 1_000)).toBe(true);
    now = new Date('2026-11-21T17:00:01Z');
    expect(await spendOf('Asia/Bangkok').reserve(providerId, 1_000)).toBe(true);
    await spend.settle(providerId, call({ reservedMicroUsd: 1_000 }));
    const seen = await days();
    expect(seen.map(({ day }) => day.toISOString().slice(0, 10))).toEqual([
      '2026-11-21',
      '2026-11-22',
    ]);
  });

  it('follows UTC where the organization’s zone is none', async () => {
    expect(await spendOf('Mars/Olympus').reserve(providerId, 10)).toBe(true);
    expect((await days())[0]?.day.toISOString().slice(0, 10)).toBe('2026-11-20');
  });
});

describe('every call', () => {
  it('is on record with what it cost and how it went, and nothing of what was said', async () => {
    await spendOf().settle(providerId, call());
    await spendOf().settle(
      providerId,
      call({ outcome: 'limit', microUsd: 0, error: 'The limit.' }),
    );
    expect(await calls()).toMatchObject([
      { providerId, provider: 'GPT', purpose: 'read', outcome: 'ok', cost: 300n, inputTokens: 120 },
      { outcome: 'limit', cost: 0n, error: 'The limit.', ms: 410 },
    ]);
  });

  it('is on record also of a provider that is gone or was never kept', async () => {
    await spendOf().settle(newId(), call({ purpose: 'test' }));
    expect(await calls()).toMatchObject([{ providerId: null, purpose: 'test' }]);
  });

  it('says how its provider does', async () => {
    const health = () =>
      desk.deps.db.asWorker((tx) =>
        tx.aiProvider.findUniqueOrThrow({
          where: { id: providerId },
          select: { lastOkAt: true, lastError: true, lastErrorAt: true },
        }),
      );
    await spendOf().settle(providerId, call({ outcome: 'error', error: 'It is overloaded.' }));
    expect(await health()).toEqual({
      lastOkAt: null,
      lastError: 'It is overloaded.',
      lastErrorAt: now,
    });
    await spendOf().settle(providerId, call({ outcome: 'aborted', error: 'It was let go.' }));
    await spendOf().settle(providerId, call());
    expect(await health()).toEqual({ lastOkAt: now, lastError: null, lastErrorAt: now });
  });
});
