import { describe, expect, it } from 'vitest';
import { ASKED, nextDraft } from './ai-draft.ts';
import type { AiDraft, AiDraftEvent } from './ai-draft.ts';

const after = (...events: readonly AiDraftEvent[]) =>
  events.reduce<AiDraft | null>((draft, event) => draft && nextDraft(draft, event), ASKED);
const start = { kind: 'start', provider: 'OpenAI' } as const;
const text = (delta: string) => ({ kind: 'text', delta }) as const;

describe('a draft', () => {
  it('grows as it comes, and is ready when it ends', () => {
    expect(after(start, text('Hi '), text('Daniel'))).toEqual({
      phase: 'writing',
      text: 'Hi Daniel',
      provider: 'OpenAI',
      words: null,
    });
    expect(after(start, text('Hi'), { kind: 'end' })?.phase).toBe('ready');
  });
  it('begins anew with another provider, and says so until words come', () => {
    const broken = after(start, text('Hi Dan'), { kind: 'restart', why: 'timeout' });
    expect(broken).toMatchObject({ text: '', phase: 'writing' });
    expect(broken?.words).toContain('Starting over');
    expect(broken && nextDraft(broken, text('Hello'))).toMatchObject({
      text: 'Hello',
      words: null,
    });
  });
  it('keeps what is there when a person stops it, and is nothing when nothing is there', () => {
    expect(after(start, text('Hi'), { kind: 'stop' })).toMatchObject({
      phase: 'ready',
      text: 'Hi',
    });
    expect(after(start, { kind: 'stop' })).toBeNull();
  });
  it('says why there is none, and leaves no half of one', () => {
    expect(after(start, text('Hi'), { kind: 'error', why: 'Broken.' })).toMatchObject({
      phase: 'failed',
      text: '',
      words: 'Broken.',
    });
    expect(after({ kind: 'none', why: 'No procedure fits.' })?.words).toBe('No procedure fits.');
    expect(after(start, { kind: 'end' })?.phase).toBe('none');
  });
  it('is not changed by what comes after its end', () => {
    expect(after(start, text('Hi'), { kind: 'stop' }, text(' Daniel'))?.text).toBe('Hi');
  });
});
