import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { can, type Permission, PERMISSIONS, type Rights, ROLES, rankOf } from './roles.ts';

const permissions = Object.keys(PERMISSIONS) as Permission[];
const rights = (
  role: Rights['role'],
  inboxIds: string[] = [],
  keyScopes?: Permission[],
): Rights => ({
  role,
  inboxIds: new Set(inboxIds),
  ...(keyScopes ? { keyScopes: new Set(keyScopes) } : {}),
});

describe('rights', () => {
  it('of a higher role include those of every lower one', () => {
    const pairs = ROLES.flatMap((role) =>
      ROLES.filter((other) => rankOf(other) > rankOf(role)).map(
        (higher) => [role, higher] as const,
      ),
    );
    for (const [role, higher] of pairs) {
      const lost = permissions.filter((p) => can(rights(role), p) && !can(rights(higher), p));
      expect(lost, `${role} against ${higher}`).toEqual([]);
    }
  });

  it('of a viewer change nothing', () => {
    const allowed = permissions.filter((p) => can(rights('VIEWER'), p));
    expect(allowed.every((p) => p.endsWith('.read'))).toBe(true);
  });

  it('of an agent end at the inboxes that are granted', () => {
    expect(can(rights('AGENT', ['a']), 'conversation.reply', 'a')).toBe(true);
    expect(can(rights('AGENT', ['a']), 'conversation.reply', 'b')).toBe(false);
    expect(can(rights('MANAGER', ['a']), 'conversation.reply', 'b')).toBe(false);
    expect(can(rights('ADMIN'), 'conversation.reply', 'b')).toBe(true);
  });

  it('of an API key are never wider than its scopes nor than its role', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ROLES),
        fc.subarray(permissions),
        fc.constantFrom(...permissions),
        (role, scopes, permission) => {
          const allowed = can(rights(role, [], scopes), permission);
          return !allowed || (scopes.includes(permission) && can(rights(role), permission));
        },
      ),
    );
  });
});
