import { randomBytes } from 'node:crypto';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import type { Tx } from '@frontdesk/db/client';
import { Secret, TOTP } from 'otpauth';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps } from './auth-deps.ts';
import { ACCOUNT_POLICY, tooManyTries } from './attempts.ts';
import { passwordMatches } from './password.ts';
import { sha256 } from './secret-token.ts';

const PERIOD_SECONDS = 30;
const RECOVERY_CODES = 10;

type Deps = Pick<AuthDeps, 'db' | 'sealing' | 'attempts' | 'now'>;
type User = { readonly id: string; readonly email: string };

export type FactorSetup = {
  /** Base32, for typing in. */
  readonly secret: string;
  /** For the QR code. */
  readonly otpauthUrl: string;
};

/**
 * Makes a new secret for an authenticator app; it counts once {@link confirmSecondFactor} has seen a code of it. Asks
 * for the password again, so that an unattended screen is not enough.
 */
export async function setUpSecondFactor(
  deps: Deps,
  userId: string,
  password: string,
): Promise<Outcome<FactorSetup>> {
  return judged(deps, userId, async () => {
    const user = await deps.db.system((tx) =>
      tx.user.findUniqueOrThrow({ where: { id: userId }, include: { mfa: true } }),
    );
    if (!(await passwordMatches(password, user.passwordHash))) return WRONG_PASSWORD;
    if (user.mfa?.confirmedAt) {
      return refuse(
        'CONFLICT',
        'The second factor is on already. Turn it off first to replace it.',
      );
    }
    const secret = new Secret({ size: 20 });
    const sealed = sealerOf(deps).seal(secret.bytes);
    await deps.db.system((tx) =>
      tx.userMfa.upsert({
        where: { userId, confirmedAt: null },
        create: { userId, secret: sealed },
        update: { secret: sealed, lastStep: 0n },
      }),
    );
    return done({ secret: secret.base32, otpauthUrl: totpOf(secret, user.email).toString() });
  });
}

/** Turns the second factor on with a first code. The recovery codes are shown once and kept as hashes. */
export async function confirmSecondFactor(
  deps: Deps,
  user: User & { readonly organizationId: string },
  code: string,
): Promise<Outcome<{ readonly recoveryCodes: string[] }>> {
  return judged(deps, user.id, () =>
    deps.db.system(async (tx) => {
      const mfa = await tx.userMfa.findUnique({ where: { userId: user.id } });
      if (mfa === null || mfa.confirmedAt !== null) {
        return refuse('CONFLICT', 'There is no second factor to confirm.');
      }
      if (!(await spendTotp(tx, deps, user.id, code))) return WRONG_CODE;
      const recoveryCodes = newRecoveryCodes();
      await tx.userMfa.update({
        where: { userId: user.id },
        data: { confirmedAt: deps.now(), recoveryHashes: recoveryCodes.map(recoveryHash) },
      });
      const { organizationId } = user;
      await recordAudit(tx, {
        organizationId,
        userId: user.id,
        action: 'secondFactor.enabled',
        resource: 'user',
        resourceId: user.id,
      });
      return done({ recoveryCodes });
    }),
  );
}

/** Replaces the recovery codes, for a code of the app. */
export async function renewRecoveryCodes(
  deps: Deps,
  userId: string,
  code: string,
): Promise<Outcome<{ readonly recoveryCodes: string[] }>> {
  return judged(deps, userId, () =>
    deps.db.system(async (tx) => {
      if (!(await usesSecondFactor(tx, userId)) || !(await spendTotp(tx, deps, userId, code))) {
        return WRONG_CODE;
      }
      const recoveryCodes = newRecoveryCodes();
      const recoveryHashes = recoveryCodes.map(recoveryHash);
      await tx.userMfa.update({ where: { userId }, data: { recoveryHashes } });
      return done({ recoveryCodes });
    }),
  );
}

/** Turns the second factor off, for a code. Refused while an organization asks its owners and admins for one. */
export async function removeSecondFactor(
  deps: Deps,
  user: User & { readonly organizationId: string },
  code: string,
): Promise<Outcome<null>> {
  return judged(deps, user.id, () =>
    deps.db.system(async (tx) => {
      if (await someoneRequiresIt(tx, user.id)) {
        return refuse(
          'AUTHORIZATION_ERROR',
          'Your organization asks its owners and admins for it.',
        );
      }
      if (!(await spendSecondFactor(tx, deps, user.id, code))) return WRONG_CODE;
      await tx.userMfa.delete({ where: { userId: user.id } });
      const { organizationId } = user;
      await recordAudit(tx, {
        organizationId,
        userId: user.id,
        action: 'secondFactor.removed',
        resource: 'user',
        resourceId: user.id,
      });
      return done(null);
    }),
  );
}

/** A code of the app or a recovery code; either counts once. */
export async function spendSecondFactor(
  tx: Tx,
  deps: Pick<Deps, 'sealing' | 'now'>,
  userId: string,
  code: string,
): Promise<boolean> {
  const typed = code.replaceAll(/[\s-]/g, '');
  if (/^\d{6}$/.test(typed)) return spendTotp(tx, deps, userId, typed);
  const hash = recoveryHash(typed);
  const used = await tx.$executeRaw`
    update user_mfa set recovery_hashes = array_remove(recovery_hashes, ${hash})
     where user_id = ${userId}::uuid and confirmed_at is not null and ${hash} = any(recovery_hashes)`;
  return used === 1;
}

export const usesSecondFactor = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.userMfa.count({ where: { userId, confirmedAt: { not: null } } })) > 0;

/** Whether the organization asks this member for a second factor. */
export async function mustUseSecondFactor(
  tx: Tx,
  organizationId: string,
  userId: string,
): Promise<boolean> {
  const asked = await tx.membership.count({
    where: { userId, organizationId, ...ASKED },
  });
  return asked > 0;
}

const ASKED = {
  active: true,
  role: { in: ['OWNER', 'ADMIN'] },
  organization: { requireMfa: true, deletedAt: null },
};

const someoneRequiresIt = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.membership.count({ where: { userId, ...ASKED } })) > 0;

/** One step late or early is accepted; a step at or before the last used one is not. */
async function spendTotp(
  tx: Tx,
  deps: Pick<Deps, 'sealing' | 'now'>,
  userId: string,
  code: string,
): Promise<boolean> {
  const mfa = await tx.userMfa.findUnique({ where: { userId } });
  if (mfa === null) return false;
  const secret = new Secret({ buffer: new Uint8Array(sealerOf(deps).open(mfa.secret)).buffer });
  const timestamp = deps.now().getTime();
  const delta = totpOf(secret, '').validate({ token: code.trim(), timestamp, window: 1 });
  if (delta === null) return false;
  const step = Math.floor(timestamp / (PERIOD_SECONDS * 1000)) + delta;
  const used = await tx.userMfa.updateMany({
    where: { userId, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return used.count === 1;
}

const sealerOf = (deps: Pick<Deps, 'sealing'>) => deps.sealing.for('second-factor');

const totpOf = (secret: Secret, label: string): TOTP =>
  new TOTP({
    issuer: 'Frontdesk',
    label,
    secret,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
  });

/** 80 random bits as four groups, in letters that are not mistaken for digits. */
const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32
      .toLowerCase()
      .replaceAll(/(.{4})(?=.)/g, '$1-'),
  );

const recoveryHash = (code: string): string =>
  Buffer.from(sha256(code.replaceAll('-', '').toLowerCase())).toString('hex');

const WRONG_CODE = refuse('AUTHENTICATION_ERROR', 'That code is not right.', [
  { field: 'code', message: 'Not right, or used already. Codes change every 30 seconds.' },
]);

const WRONG_PASSWORD = refuse('AUTHENTICATION_ERROR', 'That password is not right.', [
  { field: 'password', message: 'Not right' },
]);

/** Guessing here is slowed down like guessing at sign-in. */
async function judged<T>(
  deps: Pick<Deps, 'attempts'>,
  userId: string,
  attempt: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const key = `proof:${userId}`;
  const wait = await deps.attempts.begin(key, ACCOUNT_POLICY);
  if (wait !== null) return tooManyTries(wait);
  const outcome = await attempt();
  if (outcome.ok) await deps.attempts.clear(key);
  else if (outcome.refusal.code !== 'AUTHENTICATION_ERROR') await deps.attempts.undo(key);
  return outcome;
}
