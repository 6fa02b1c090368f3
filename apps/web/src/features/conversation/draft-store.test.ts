import { afterEach, expect, it, vi } from 'vitest';
import { forgetDrafts, writeDraft } from './draft-store.ts';

const storage = (entries: Record<string, string>): object =>
  Object.assign(
    Object.create({
      removeItem(key: string) {
        delete (this as unknown as Record<string, string>)[key];
      },
    }),
    entries,
  );

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('what somebody has begun to write is deleted with the rest of their work, and nobody else’s (rule 98)', () => {
  const kept = storage({
    'frontdesk.draft.maya.c1': '{}',
    'frontdesk.draft.maya.c2': '{}',
    'frontdesk.draft.sam.c1': '{}',
    'frontdesk.theme': 'dark',
  });
  vi.stubGlobal('localStorage', kept);
  forgetDrafts('maya');
  expect(Object.keys(kept)).toEqual(['frontdesk.draft.sam.c1', 'frontdesk.theme']);
});

it('a text that is sent as soon as it is written is never kept; one that stands there is, letter by letter', () => {
  const kept = new Map<string, string>();
  const setItem = vi.fn((key: string, value: string) => void kept.set(key, value));
  vi.stubGlobal('localStorage', {
    setItem,
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.useFakeTimers();
  const write = (reply: string) =>
    writeDraft('frontdesk.draft.maya.c3', { mode: 'reply', reply, note: '' });
  write('Sent at once');
  write('');
  vi.advanceTimersByTime(1_000);
  expect(setItem).not.toHaveBeenCalled();
  write('B');
  write('Be');
  vi.advanceTimersByTime(400);
  write('Beg');
  const texts = setItem.mock.calls.map(([, value]) => JSON.parse(value) as { reply: string });
  expect(texts.map(({ reply }) => reply)).toEqual(['Be', 'Beg']);
});
