import { describe, expect, it } from 'vitest';
import { classifyFailure } from './failure-class.ts';

describe('a database that is away', () => {
  it('is known by the code that Prisma wraps, as while Postgres starts', () => {
    const starting = {
      code: 'P2010',
      message: 'Raw query failed',
      meta: { driverAdapterError: { cause: { originalCode: '57P03', kind: 'postgres' } } },
    };
    expect(classifyFailure(starting)).toBe('away');
  });

  it('is known by its words, by Node\u2019s codes and by any of several failures', () => {
    expect(classifyFailure(new Error('Connection terminated unexpectedly'))).toBe('away');
    expect(classifyFailure(new AggregateError([{ code: 'ECONNREFUSED' }]))).toBe('away');
    expect(classifyFailure(new Error('x', { cause: { code: 'P1001' } }))).toBe('away');
  });

  it('is not what failed for a reason of its own', () => {
    expect(classifyFailure({ code: 'P2002', meta: { target: ['id'] } })).not.toBe('away');
    expect(classifyFailure(new Error('bug'))).not.toBe('away');
    expect(classifyFailure(undefined)).not.toBe('away');
  });
});
