import type { Me } from '../replica/workspace.ts';

/** Who was signed in here last, and that a sign-out has not reached the server yet. */
const ME = 'frontdesk.me';
const LEAVING = 'frontdesk.leaving';

/**
 * Kept so that the app opens without a network. Forgotten whenever somebody signs out, is signed out, or signs in: nobody
 * is ever shown what another one left here.
 */
export function rememberMe(me: Me): void {
  try {
    localStorage.setItem(ME, JSON.stringify(me));
  } catch {
    // Full or refused: then the app opens with a network only.
  }
}

export function rememberedMe(): Me | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(ME) ?? 'null');
    return isMe(value) ? value : null;
  } catch {
    return null;
  }
}

export function forgetMe(): void {
  localStorage.removeItem(ME);
}

/** Notes whether the cookie outlives a sign-out, because the server could not be told. */
export function noteLeaving(isLeaving: boolean): void {
  if (isLeaving) localStorage.setItem(LEAVING, '1');
  else localStorage.removeItem(LEAVING);
}

export const isLeaving = (): boolean => localStorage.getItem(LEAVING) !== null;

/** Written by this app, yet maybe by an earlier version of it. */
function isMe(value: unknown): value is Me {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Partial<Record<keyof Me, unknown>>;
  const isText = (field: keyof Me): boolean => typeof fields[field] === 'string';
  return (
    (['userId', 'membershipId', 'organizationId', 'name', 'email', 'role'] as const).every(
      isText,
    ) && Array.isArray(fields.organizations)
  );
}
