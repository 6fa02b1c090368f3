import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from './database-away.ts';

describe('a database that is away', () => {
  it('is known by the code that Prisma wraps, as while Postgres starts', () => {
    const starting = {
      code: 'P2010',
      message: 'Raw query failed',
      meta: { driverAdapterError: { cause: { originalCode: '57P03', kind: 'postgres' } } },
    };
    expect(isDatabaseAway(starting)).toBe(true);
  });

  it('is known by its words, by Node\u2019s codes and by any of several failures', () => {
    expect(isDatabaseAway(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isDatabaseAway(new AggregateError([{ code: 'ECONNREFUSED' }]))).toBe(true);
    expect(isDatabaseAway(new Error('x', { cause: { code: 'P1001' } }))).toBe(true);
  });

  it('is not what failed for a reason of its own', () => {
    expect(isDatabaseAway({ code: 'P2002', meta: { target: ['id'] } })).toBe(false);
    expect(isDatabaseAway(new Error('bug'))).toBe(false);
    expect(isDatabaseAway(undefined)).toBe(false);
  });
});
