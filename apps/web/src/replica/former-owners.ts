import type { Me } from './workspace.ts';

/**
 * Of the owners of what a browser holds (`organization/user`, and `#tab` behind it for a tab that worked alone), this person's in
 * organizations that they do not belong to. None where the server does not name all of theirs.
 */
export function formerOwners(
  { userId, pinned, organizationId, organizations }: Me,
  owners: readonly string[],
): readonly string[] {
  if (pinned !== false) return [];
  const theirs = new Set([organizationId, ...organizations.map(({ id }) => id)]);
  return owners.filter((owner) => {
    const [organization = '', user] = (owner.split('#')[0] ?? '').split('/');
    return user === userId && !theirs.has(organization);
  });
}
