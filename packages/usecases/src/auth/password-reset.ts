import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { atLeast, isRole } from '@frontdesk/core/roles';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import { ACCOUNT_POLICY, tooManyTries } from './attempts.ts';
import { createLink, peekLink, spendLink } from './one-time-link.ts';
import { hashPassword, passwordMatches } from './password.ts';
import type { Member } from './rights.ts';
import { sha256 } from './secret-token.ts';
import { closeSockets, revokeEverySession } from './sessions.ts';
import { isDemoAddress, normalEmail } from './sign-in.ts';

/**
 * Mails a link to set a new password, if the address has an account. The caller answers without waiting, so that the
 * answer is the same for every address, in words and in time.
 */
export async function mailPasswordReset(deps: AuthDeps, address: string): Promise<void> {
  const email = normalEmail(address);
  if (isDemoAddress(email) && !deps.settings.demo) return;
  // Nobody's mailbox is to be filled by somebody else.
  const asked = `reset:${Buffer.from(sha256(email)).toString('base64url')}`;
  if ((await deps.attempts.begin(asked, ACCOUNT_POLICY)) !== null) return;
  const link = await deps.db.system(async (tx) => {
    const user = await tx.user.findUnique({ where: { email } });
    if (user === null) return null;
    return createLink(tx, deps.settings, { kind: 'password_reset', userId: user.id }, deps.now());
  });
  if (link === null) return;
  await deps.mailer.send({
    to: email,
    subject: 'Set a new password',
    text: `Somebody asked to set a new password for your Frontdesk account. If it was you, open this link within an hour:\n\n${link}\n\nIf not, do nothing: your password stays as it is.\n`,
  });
}

/**
 * Makes such a link for a colleague, for an admin to hand over. Not for somebody of higher rank, and not for who
 * belongs to other organizations as well: an admin here must not reach into theirs.
 */
export async function linkForColleague(
  deps: AuthDeps,
  admin: Member,
  userId: string,
  origin: Origin,
): Promise<Outcome<{ readonly link: string }>> {
  return deps.db.system(async (tx) => {
    const memberships = await tx.membership.findMany({ where: { userId } });
    const here = memberships.find((one) => one.organizationId === admin.organizationId);
    if (here === undefined || !isRole(here.role))
      return refuse('NOT_FOUND', 'There is no such member.');
    if (!atLeast(admin.rights.role, here.role)) {
      return refuse('AUTHORIZATION_ERROR', 'Only an owner can do that for an owner.');
    }
    if (memberships.length > 1) {
      return refuse('CONFLICT', 'They belong to other organizations too, and reset it by mail.');
    }
    // An invitation alone makes nobody ours, and an account that belongs nowhere now must not be had by inviting it.
    const stay = { userId, organizationId: admin.organizationId };
    if ((await tx.session.count({ where: stay })) === 0) {
      return refuse('CONFLICT', 'They have never signed in here. Invite them again.');
    }
    await recordAudit(
      tx,
      {
        organizationId: admin.organizationId,
        userId: admin.userId,
        action: 'passwordReset.linkMade',
        resource: 'user',
        resourceId: userId,
      },
      origin,
    );
    return done({
      link: await createLink(tx, deps.settings, { kind: 'password_reset', userId }, deps.now()),
    });
  });
}

/** Sets the password that a link allows to set, and ends every session of the account. */
export async function resetPassword(
  deps: AuthDeps,
  token: string,
  password: string,
): Promise<Outcome<null>> {
  const now = deps.now();
  // Hashing costs a fifth of a second of a core: not for whoever sends us a made-up token.
  if ((await deps.db.system((tx) => peekLink(tx, 'password_reset', token, now))) === null)
    return LINK_SPENT;
  const passwordHash = await hashPassword(password);
  const userId = await deps.db.system(async (tx) => {
    const spent = await spendLink(tx, 'password_reset', token, now);
    if (spent === null) return null;
    await tx.user.update({ where: { id: spent.userId }, data: { passwordHash } });
    await revokeEverySession(tx, spent.userId, now);
    return spent.userId;
  });
  if (userId === null) return LINK_SPENT;
  await closeSockets(deps, userId);
  return done(null);
}

/** Changes one's own password; every other session of the account ends. */
export async function changePassword(
  deps: AuthDeps,
  session: { readonly userId: string; readonly sessionId: string },
  current: string,
  next: string,
): Promise<Outcome<null>> {
  const { userId, sessionId } = session;
  const key = `proof:${userId}`;
  const wait = await deps.attempts.begin(key, ACCOUNT_POLICY);
  if (wait !== null) return tooManyTries(wait);
  const user = await deps.db.system((tx) => tx.user.findUniqueOrThrow({ where: { id: userId } }));
  if (!(await passwordMatches(current, user.passwordHash))) {
    return refuse('AUTHENTICATION_ERROR', 'The current password is not right.', [
      { field: 'currentPassword', message: 'Not right' },
    ]);
  }
  await deps.attempts.clear(key);
  const passwordHash = await hashPassword(next);
  await deps.db.system(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    await revokeEverySession(tx, userId, deps.now(), sessionId);
  });
  await closeSockets(deps, userId);
  return done(null);
}

export const LINK_SPENT = refuse(
  'AUTHENTICATION_ERROR',
  'This link is not valid any more. Ask for a new one.',
);
