import { afterEach, expect, it, vi } from 'vitest';
import { endSession, onSignOut } from './session.ts';

afterEach(() => vi.unstubAllGlobals());

it('rule 98: what this device holds is deleted though the server does not answer', async () => {
  const values = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  });
  vi.stubGlobal('fetch', () => new Promise<never>(() => undefined));
  const left = new Promise((resolve) => {
    onSignOut(async (options) => resolve(options));
  });
  void endSession({ keepWork: false });
  expect(await left).toEqual({ keepWork: false });
});
