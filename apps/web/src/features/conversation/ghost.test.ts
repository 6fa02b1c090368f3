import { describe, expect, it } from 'vitest';
import { ASKED } from './ai-draft.ts';
import { ghostFor, mayBecome } from './ghost.ts';

const suggestion = { runId: 'run', title: 'Password reset', text: 'Hi Daniel, done.' };
const ai = { ...ASKED, provider: 'OpenAI', text: 'Hello Daniel' };

describe('the grey reply in the composer', () => {
  it('is what a procedure suggests, as long as nothing else was typed', () => {
    expect(ghostFor('', null, suggestion)).toEqual({
      rest: 'Hi Daniel, done.',
      words: 'Suggested by “Password reset”',
      writing: false,
    });
    expect(ghostFor('Sorry', null, suggestion)).toBeNull();
  });
  it('goes on behind what is typed of it', () => {
    expect(ghostFor('Hi Dan', null, suggestion)?.rest).toBe('iel, done.');
    expect(ghostFor('Hi Daniel, done.', null, suggestion)).toBeNull();
  });
  it('is what a model writes, once that was asked for', () => {
    const ghost = ghostFor('', ai, suggestion);
    expect(ghost).toEqual({
      rest: 'Hello Daniel',
      words: 'Being written by OpenAI…',
      writing: true,
    });
  });
  it('never stands behind other words, and says why there is none', () => {
    expect(ghostFor('Bye', ai, null)?.rest).toBe('');
    const none = { ...ai, phase: 'none', text: '', words: 'No procedure fits.' } as const;
    expect(ghostFor('', none, suggestion)).toMatchObject({ rest: '', words: 'No procedure fits.' });
  });
  it('names the procedure where its own words are the draft', () => {
    const own = { ...ai, provider: 'embedded', phase: 'ready' } as const;
    expect(ghostFor('', own, null)?.words).toBe('Draft by the procedure');
  });
  it('is given up when other words are typed, not when its own are', () => {
    expect(mayBecome('Hel', 'Hello')).toBe(true);
    expect(mayBecome('Hello there', 'Hello')).toBe(true);
    expect(mayBecome('Bye', 'Hello')).toBe(false);
  });
});
