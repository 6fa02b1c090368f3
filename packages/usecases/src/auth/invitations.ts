import { networkOf } from '@frontdesk/core/address-network';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { type Role, atLeast } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import { ADDRESS_POLICY, tooManyTries } from './attempts.ts';
import { createLink, peekLink, spendLink } from './one-time-link.ts';
import { LINK_SPENT } from './password-reset.ts';
import { hashPassword, passwordMatches } from './password.ts';
import type { Member } from './rights.ts';
import { type Signed, isDemoAddress, normalEmail, openSession } from './sign-in.ts';

export type Invitation = {
  readonly email: string;
  readonly name?: string | undefined;
  readonly role: Role;
};

export type Invited = {
  readonly userId: string;
  readonly membershipId: string;
  /** Where no mail can be sent, for the admin to hand over. */
  readonly link: string | null;
};

/**
 * Invites somebody by address. The membership begins when they accept; inviting again makes a new link. CONFLICT when
 * they are a member already. The answer is the same whether or not the address has an account elsewhere.
 */
export async function inviteMember(
  deps: AuthDeps,
  inviter: Member,
  invitation: Invitation,
  origin: Origin,
): Promise<Outcome<Invited>> {
  if (!atLeast(inviter.rights.role, invitation.role)) {
    return refuse(
      'AUTHORIZATION_ERROR',
      'Nobody can invite somebody of a higher role than their own.',
    );
  }
  const email = normalEmail(invitation.email);
  if (isDemoAddress(email)) {
    return refuse('VALIDATION_ERROR', 'Addresses at demo.test belong to the demo workspace.', [
      { field: 'email', message: 'Belongs to the demo workspace' },
    ]);
  }
  const invited = await deps.db.system((tx) =>
    invite(tx, deps, { inviter, origin, ...invitation, email }),
  );
  if (!invited.ok || deps.settings.smtpUrl === undefined) return invited;
  await deps.mailer.send({
    to: email,
    subject: 'You are invited to Frontdesk',
    text: `${inviter.displayName} invites you to their team's front desk. This link works for seven days:\n\n${invited.value.link}\n`,
  });
  return done({ ...invited.value, link: null });
}

async function invite(
  tx: Tx,
  deps: AuthDeps,
  invitation: Invitation & { readonly inviter: Member; readonly origin: Origin },
): Promise<Outcome<Invited>> {
  const { email, role, inviter, origin } = invitation;
  const { organizationId } = inviter;
  const name = invitation.name ?? email.split('@')[0] ?? email;
  await tx.user.createMany({ data: { id: newId(), email, name }, skipDuplicates: true });
  const user = await tx.user.findUniqueOrThrow({ where: { email } });
  const known = await tx.membership.findUnique({
    where: { organizationId_userId: { organizationId, userId: user.id } },
  });
  if (known?.active)
    return refuse('CONFLICT', 'They are a member already.', [
      { field: 'email', message: 'Is a member already' },
    ]);
  const membershipId = known?.id ?? newId();
  const fields = { displayName: name, role };
  if (known === null) {
    const scopeId = organizationId;
    const data = {
      id: membershipId,
      organizationId,
      scopeId,
      userId: user.id,
      active: false,
      ...fields,
    };
    await tx.membership.create({ data });
  } else {
    await tx.membership.update({ where: { id: known.id }, data: fields });
  }
  await recordAudit(
    tx,
    {
      organizationId,
      userId: inviter.userId,
      action: 'member.invited',
      resource: 'membership',
      resourceId: membershipId,
      data: { role },
    },
    origin,
  );
  const subject = { kind: 'invitation', userId: user.id, organizationId } as const;
  const link = await createLink(tx, deps.settings, subject, deps.now());
  return done({ userId: user.id, membershipId, link });
}

export type Acceptance = {
  readonly token: string;
  readonly name: string;
  readonly password: string;
};

/**
 * Accepts an invitation and signs in. A new person chooses a password. Somebody with an account has to give theirs:
 * the link may have passed through an admin's hands, and must not open what they have elsewhere.
 */
export async function acceptInvitation(
  deps: AuthDeps,
  acceptance: Acceptance,
  origin: Origin,
): Promise<Outcome<Signed>> {
  const key = `invitation:${networkOf(origin.ip ?? 'unknown')}`;
  const wait = await deps.attempts.begin(key, ADDRESS_POLICY);
  if (wait !== null) return tooManyTries(wait);
  const now = deps.now();
  const subject = await deps.db.system((tx) => peekLink(tx, 'invitation', acceptance.token, now));
  if (subject?.organizationId == null) return LINK_SPENT;
  const { userId, organizationId } = subject;
  const user = await deps.db.system((tx) => tx.user.findUniqueOrThrow({ where: { id: userId } }));
  const isNew = user.passwordHash === null;
  // Before the link is spent, so that a slip of the fingers does not cost it.
  if (!isNew && !(await passwordMatches(acceptance.password, user.passwordHash))) {
    return refuse('AUTHENTICATION_ERROR', 'You have an account: give its password.', [
      { field: 'password', message: 'Not the password of your account' },
    ]);
  }
  const passwordHash = isNew ? await hashPassword(acceptance.password) : null;
  const joined = await deps.db.system(async (tx) => {
    if ((await spendLink(tx, 'invitation', acceptance.token, now)) === null) return false;
    await join(tx, { userId, organizationId }, acceptance.name, passwordHash);
    return true;
  });
  if (!joined) return LINK_SPENT;
  await deps.attempts.undo(key);
  const person = { id: userId, email: user.email, name: acceptance.name };
  return openSession(deps, person, origin, { organizationId });
}

/** `passwordHash` is null for somebody who has one already. */
async function join(
  tx: Tx,
  { userId, organizationId }: { readonly userId: string; readonly organizationId: string },
  name: string,
  passwordHash: string | null,
): Promise<void> {
  // Only where there still is none: of two links used at once, the first one sets the password.
  if (passwordHash !== null) {
    await tx.user.updateMany({
      where: { id: userId, passwordHash: null },
      data: { passwordHash, name },
    });
  }
  await tx.membership.update({
    where: { organizationId_userId: { organizationId, userId } },
    data: { active: true, displayName: name },
  });
  await recordAudit(tx, {
    organizationId,
    userId,
    action: 'member.joined',
    resource: 'user',
    resourceId: userId,
  });
}
