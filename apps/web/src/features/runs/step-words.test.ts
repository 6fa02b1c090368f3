import type { SopRunStep } from '@frontdesk/core/sops/entities';
import { describe, expect, it } from 'vitest';
import { approvable, contactField, missingOf, replyText, stepWords, took } from './step-words.ts';
import type { Names } from './step-words.ts';

const names: Names = {
  person: (id) => ({ tom: 'Tom Costa' })[id],
  team: (id) => ({ golf: 'Golf floor' })[id],
  tag: (id) => ({ vip: 'VIP' })[id],
  values: {
    'contact.name': 'Ada Byron',
    'contact.firstName': 'Ada',
    'contact.email': 'ada@mail.example',
    'contact.phone': null,
    'conversation.subject': null,
    'inbox.name': 'Main line',
    'organization.name': 'Harbour',
  },
};
const unknown = { ...names.values, 'contact.email': null };
const step = (action: SopRunStep['action'], input: SopRunStep['input'] = {}) =>
  ({ action, input }) as SopRunStep;
const todo = (one: SopRunStep) => stepWords(one, names).todo;

describe('a step in words', () => {
  it('names things as they are called now, else as they were', () => {
    expect(todo(step('add_tag', { tagId: 'vip', name: 'Very important' }))).toBe(
      'Add the tag “VIP”',
    );
    expect(todo(step('add_tag', { tagId: 'gone', name: 'Old' }))).toBe('Add the tag “Old”');
    expect(todo(step('assign', { userId: 'tom', teamId: null, name: null }))).toBe(
      'Assign to Tom Costa',
    );
    expect(todo(step('assign', { userId: null, teamId: 'golf', name: null }))).toBe(
      'Assign to Golf floor',
    );
  });
  it('says where a reset link goes', () => {
    expect(todo(step('send_reset_link', { to: 'a@b.example' }))).toBe(
      'Send a reset link to a@b.example',
    );
    expect(todo(step('send_reset_link'))).toBe('Send a reset link to ada@mail.example');
  });
  it('is told as done once it is', () => {
    expect(stepWords(step('set_status', { status: 'RESOLVED' }), names).done).toBe('Resolved this');
    expect(stepWords(step('escalate', { reason: 'it burns' }), names).doing).toBe(
      'Escalating because it burns',
    );
  });
});

const blocked = (action: SopRunStep['action'], input: SopRunStep['input'] = {}) =>
  ({ action, input, state: 'BLOCKED' }) as SopRunStep;

describe('what a step misses', () => {
  const template = 'Hi {{contact.firstName}}, {{contact.email}} {{contact.email}}';
  const reply = blocked('send_reply', { template, text: 'Hi Ada, {{contact.email}}' });

  it('are the blanks in its reply, each once', () => {
    expect(missingOf(reply, unknown)).toEqual(['contact.email']);
  });
  it('is nothing once it is known, and the reply says it', () => {
    expect(missingOf(reply, names.values)).toEqual([]);
    expect(replyText(reply, names.values)).toBe('Hi Ada, ada@mail.example ada@mail.example');
    expect(approvable([reply], names.values)).toEqual([reply]);
    expect(approvable([reply], unknown)).toEqual([]);
  });
  it('is nothing where it was whole: braces in what a customer is called stay what they are', () => {
    const whole = { ...reply, state: 'PROPOSED', input: { text: 'Hi {{contact.email}}' } } as const;
    expect(missingOf(whole, names.values)).toEqual([]);
    expect(replyText(whole, names.values)).toBe('Hi {{contact.email}}');
  });
  it('is the address for a reset link', () => {
    expect(missingOf(blocked('send_reset_link'), unknown)).toEqual(['contact.email']);
    expect(missingOf(blocked('send_reset_link'), names.values)).toEqual([]);
  });
  it('can be added where it is a field of the contact', () => {
    expect(contactField('contact.firstName')?.field).toBe('name');
    expect(contactField('door.code')).toBeNull();
  });
});

it('a step took tenths of a second, seconds or minutes', () => {
  const from = (ms: number) => ({
    startedAt: '2026-11-20T10:00:00.000Z',
    endedAt: new Date(Date.parse('2026-11-20T10:00:00.000Z') + ms).toISOString(),
  });
  expect(took(from(240))).toBe('0.2\u00a0s');
  expect(took(from(14_200))).toBe('14\u00a0s');
  expect(took(from(180_000))).toBe('3\u00a0m');
  expect(took({ startedAt: null, endedAt: null })).toBeNull();
});
