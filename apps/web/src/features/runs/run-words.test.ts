import type { SopRun, SopRunStep } from '@frontdesk/core/sops/entities';
import { describe, expect, it } from 'vitest';
import { consequence, outcome, runState as stateOf } from './run-words.ts';

const run = (fields: Partial<SopRun> = {}) =>
  ({
    state: 'PROPOSED',
    autonomy: 'approve',
    reason: null,
    startedAt: null,
    endedAt: null,
    ...fields,
  }) as SopRun;
const step = (state: SopRunStep['state'], action: SopRunStep['action'] = 'send_reply') =>
  ({ state, action }) as SopRunStep;

const VALUES = {
  'contact.name': null,
  'contact.firstName': null,
  'contact.email': null,
  'contact.phone': null,
  'conversation.subject': null,
  'inbox.name': null,
  'organization.name': null,
};
const blank = {
  state: 'BLOCKED',
  action: 'send_reply',
  input: { text: '{{contact.email}}' },
} as unknown as SopRunStep;
const runState = (
  one: SopRun,
  steps: SopRunStep[],
  values: Parameters<typeof stateOf>[2] = VALUES,
) => stateOf(one, steps, values);

describe('where a run stands', () => {
  it('is that it waits for a person, or only suggests', () => {
    expect(runState(run(), [step('PROPOSED')]).words).toBe('Waits for you');
    expect(runState(run({ autonomy: 'suggest' }), [step('PROPOSED')]).words).toBe('Suggestion');
  });
  it('is that something is missing, before anything else', () => {
    expect(runState(run(), [blank, step('PROPOSED')]).words).toBe('Something is missing');
  });
  it('is that it waits again, once what was missing is known', () => {
    const known = { ...VALUES, 'contact.email': 'a@b.example' };
    expect(runState(run(), [blank], known).words).toBe('Waits for you');
  });
  it('is that it was approved, from the moment that somebody did', () => {
    expect(runState(run(), [step('WAITING'), step('DONE')]).words).toBe('Approved');
  });
  it('is that it waits, when only a guide for people is there', () => {
    expect(runState(run({ autonomy: 'suggest' }), []).words).toBe('Suggestion');
  });
});

describe('what a run came to', () => {
  it('is how much it did and how long that took', () => {
    const done = run({
      state: 'DONE',
      startedAt: '2026-11-20T10:00:00.000Z',
      endedAt: '2026-11-20T10:00:03.400Z',
    });
    expect(outcome(done, [step('DONE'), step('SKIPPED')], null)).toBe('1 step in 3.4\u00a0s');
  });
  it('is who ended it, though it had a reason to ask', () => {
    const stopped = run({ state: 'STOPPED', reason: 'The customer has written more since.' });
    expect(outcome(stopped, [], 'You')).toBe('You took over');
    expect(outcome(stopped, [], null)).toBe('The customer has written more since.');
    expect(outcome(run({ state: 'DISMISSED' }), [], 'Tom')).toBe('by Tom');
  });
  it('is why it failed', () => {
    expect(outcome(run({ state: 'FAILED', reason: 'No answer.' }), [], null)).toBe('No answer.');
  });
});

it('approving says what it does, each thing once', () => {
  const steps = [step('PROPOSED'), step('PROPOSED', 'add_tag'), step('PROPOSED', 'add_tag')];
  expect(consequence(steps)).toBe('Approving sends the reply to the customer and adds a tag.');
});
