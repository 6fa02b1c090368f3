import { afterEach, expect, it, vi } from 'vitest';
import { forgetDrafts } from './draft-store.ts';

const storage = (entries: Record<string, string>): object =>
  Object.assign(
    Object.create({
      removeItem(key: string) {
        delete (this as unknown as Record<string, string>)[key];
      },
    }),
    entries,
  );

afterEach(() => vi.unstubAllGlobals());

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
