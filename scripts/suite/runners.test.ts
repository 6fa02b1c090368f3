import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest } from './runners.ts';

describe('the sum of a run', () => {
  it('counts a test file that could not be loaded as failed', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [
        { name: 'a', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'adds' }] },
        { name: 'b', status: 'failed', assertionResults: [] },
        { name: 'c', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'x' }] },
      ],
    };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 2, names: ['b', 'a › adds'] });
  });

  it('counts a flaky browser test and a broken set-up as failed', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1 };
    const suites = [
      {
        specs: [{ file: 'a.spec.ts', title: 'opens', ok: false }],
        suites: [{ specs: [{ file: 'a.spec.ts', title: 'closes', ok: true }] }],
      },
    ];
    expect(countPlaywright({ stats, errors: [{}], suites })).toEqual({
      passed: 5,
      failed: 3,
      names: ['a.spec.ts › opens'],
    });
  });
});
