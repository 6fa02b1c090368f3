import { afterEach, describe, expect, it, vi } from 'vitest';
import { endSession, onSignOut, toCompanySignIn } from './session.ts';

afterEach(() => vi.unstubAllGlobals());

/** What a browser keeps in its local storage. */
function kept(): Map<string, string> {
  const values = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  });
  return values;
}

it('rule 98: what this device holds is deleted though the server does not answer', async () => {
  kept();
  vi.stubGlobal('fetch', () => new Promise<never>(() => undefined));
  const left = new Promise((resolve) => {
    onSignOut(async (options) => resolve(options));
  });
  void endSession({ keepWork: false });
  expect(await left).toEqual({ keepWork: false });
});

describe('rule 93: who comes in by their company’s account after a sign-out without a network', () => {
  it('finds the former session ended, so that theirs is not taken for it', async () => {
    const values = kept();
    values.set('frontdesk.leaving', '1');
    const done: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      done.push(url);
      return new Response(null, { status: 204 });
    });
    vi.stubGlobal('location', { assign: (url: string) => void done.push(url) });
    expect(await toCompanySignIn('/sso')).toBeNull();
    expect(done).toEqual(['/api/v1/auth/logout', '/sso']);
    expect(values.has('frontdesk.leaving')).toBe(false);
  });

  it('stays while the server cannot be told, and hears why', async () => {
    kept().set('frontdesk.leaving', '1');
    const assign = vi.fn();
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
    vi.stubGlobal('location', { assign });
    expect(await toCompanySignIn('/sso')).toMatchObject({ status: 0 });
    expect(assign).not.toHaveBeenCalled();
  });
});
