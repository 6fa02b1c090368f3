import { expect, it } from 'vitest';
import { sayReadBy, sayRun } from './decision-words.ts';
import type { Decision } from './use-decisions.ts';

const RUN: NonNullable<Decision['run']> = {
  id: 'run',
  title: 'Password reset',
  sopVersion: 7,
  because: '',
  autonomy: 'approve',
  state: 'DONE',
  reason: null,
  steps: [{ state: 'DONE' }, { state: 'SKIPPED' }],
  approvedBy: [],
};

it('says how far a run came, who let it, and why it ended', () => {
  expect(sayRun(RUN)).toBe('1 of 2 steps done');
  const stopped = { ...RUN, approvedBy: [{ id: 't', name: 'Tom' }], reason: 'Maya took over.' };
  expect(sayRun(stopped)).toBe('1 of 2 steps done · approved by Tom · Maya took over.');
});

it('says who read a message, and what that cost where it cost anything', () => {
  const decision = { provider: 'embedded', ms: 2, cost: 0 } as Decision;
  expect(sayReadBy(decision)).toBe('Built-in reader · 2 ms');
  expect(sayReadBy({ ...decision, provider: 'OpenAI', cost: 0.000_42 })).toBe(
    'OpenAI · 2 ms · $0.0004',
  );
});
