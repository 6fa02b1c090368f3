export const ROLES = ['VIEWER', 'AGENT', 'MANAGER', 'ADMIN', 'OWNER'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (value: string): value is Role =>
  (ROLES as readonly string[]).includes(value);

export const rankOf = (role: Role): number => ROLES.indexOf(role);
export const atLeast = (role: Role, least: Role): boolean => rankOf(role) >= rankOf(least);

/**
 * What each thing needs at least. The same names are the scopes of API keys, so that a key is never
 * wider than the member who made it.
 */
export const PERMISSIONS = {
  'conversation.read': 'VIEWER',
  'conversation.reply': 'AGENT',
  'conversation.note': 'AGENT',
  'conversation.assign': 'AGENT',
  'conversation.tag': 'AGENT',
  'conversation.status': 'AGENT',
  'message.revoke': 'AGENT',
  'message.ingest': 'AGENT',
  'classification.correct': 'AGENT',
  'sopRun.decide': 'AGENT',
  'intent.write': 'MANAGER',
  'sop.read': 'VIEWER',
  'sop.write': 'MANAGER',
  'ai.use': 'AGENT',
  'ai.read': 'MANAGER',
  'ai.write': 'ADMIN',
  'contact.read': 'VIEWER',
  'contact.write': 'AGENT',
  'contact.delete': 'MANAGER',
  'contact.import': 'MANAGER',
  'contact.export': 'MANAGER',
  'tag.write': 'MANAGER',
  'cannedReply.write': 'AGENT',
  'team.write': 'MANAGER',
  'member.read': 'VIEWER',
  'member.write': 'ADMIN',
  'inbox.read': 'VIEWER',
  'inbox.write': 'ADMIN',
  'deadLetter.read': 'MANAGER',
  'deadLetter.retry': 'MANAGER',
  'apiKey.write': 'ADMIN',
  'organization.write': 'ADMIN',
  'organization.delete': 'OWNER',
  'audit.read': 'ADMIN',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof PERMISSIONS;

export const isPermission = (value: string): value is Permission =>
  Object.hasOwn(PERMISSIONS, value);

/** A member's rights, re-read from the membership on every use. */
export type Rights = {
  readonly role: Role;
  /** Inboxes granted to the member or one of the member's teams; OWNER and ADMIN see all of them anyway. */
  readonly inboxIds: ReadonlySet<string>;
  /** An API key's scopes; absent for a person. */
  readonly keyScopes?: ReadonlySet<Permission>;
};

/** OWNER and ADMIN see every inbox of the organization. */
export const seesEveryInbox = (rights: Rights): boolean => atLeast(rights.role, 'ADMIN');

export const seesInbox = (rights: Rights, inboxId: string): boolean =>
  seesEveryInbox(rights) || rights.inboxIds.has(inboxId);

/** May the holder of these rights do this, in this inbox where one is named? */
export function can(rights: Rights, permission: Permission, inboxId?: string): boolean {
  if (!atLeast(rights.role, PERMISSIONS[permission])) return false;
  if (rights.keyScopes && !rights.keyScopes.has(permission)) return false;
  return inboxId === undefined || seesInbox(rights, inboxId);
}
