import { expect, it } from 'vitest';
import { sendProblem } from './send-problem.ts';

const attempt = {
  draft: { mode: 'reply', reply: 'Hello', note: 'For us' },
  uploads: [],
  facts: undefined,
  windowClosed: false,
  blocked: false,
  unseen: false,
} as const;

it('what is complete can go', () => {
  expect(sendProblem(attempt)).toBeNull();
});

it('nothing goes from a device that cannot keep it, a note neither (rule 123)', () => {
  expect(sendProblem({ ...attempt, blocked: true })).toBe('');
  const draft = { ...attempt.draft, mode: 'note' } as const;
  expect(sendProblem({ ...attempt, draft, blocked: true })).toBe('');
});

it('a closed window, a blank and a file on its way hold back a reply, and no note', () => {
  const note = { ...attempt.draft, mode: 'note' } as const;
  const uploads = [{ state: 'uploading' }] as const;
  expect(sendProblem({ ...attempt, windowClosed: true })).toBe('');
  expect(sendProblem({ ...attempt, draft: note, windowClosed: true })).toBeNull();
  expect(sendProblem({ ...attempt, uploads })).toBe('Files are still uploading');
  const blank = { ...attempt.draft, reply: 'Hi {{contact.firstName}}' };
  expect(sendProblem({ ...attempt, draft: blank })).toBe('Fill in {{contact.firstName}} first');
});

it('nobody answers what is not on their screen yet; a note may be written', () => {
  const note = { ...attempt.draft, mode: 'note' } as const;
  expect(sendProblem({ ...attempt, unseen: true })).toBe('The conversation is still opening');
  expect(sendProblem({ ...attempt, draft: note, unseen: true })).toBeNull();
});
