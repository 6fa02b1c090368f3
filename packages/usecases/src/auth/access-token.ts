import { newId } from '@frontdesk/core/ids';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { SignJWT, errors, jwtVerify } from 'jose';
import type { SigningKeys } from './signing-keys.ts';

export const ACCESS_SECONDS = 15 * 60;

const ISSUER = 'frontdesk';
const AUDIENCE = 'frontdesk-api';
const TYPE = 'at+jwt';

/** What an access token says. It names who, never what they may do. */
export type Access = {
  readonly userId: string;
  readonly sessionId: string;
  readonly organizationId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
};

/** What a token may be used for: `mfa-setup` lets a member who has to set up a second factor do that and no more. */
export type AccessUse = 'full' | 'mfa-setup';

type Deps = { readonly keys: SigningKeys; readonly now: () => Date };

/** Signs a token that lives {@link ACCESS_SECONDS}. */
export async function signAccess(
  deps: Deps,
  claims: Omit<Access, 'expiresAt'>,
  use: AccessUse,
): Promise<string> {
  const { kid, privateKey } = await deps.keys.signing();
  const now = Math.floor(deps.now().getTime() / 1000);
  const limit = use === 'full' ? {} : { use };
  return new SignJWT({ sid: claims.sessionId, org: claims.organizationId, ...limit })
    .setProtectedHeader({ alg: 'ES256', kid, typ: TYPE })
    .setSubject(claims.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(now + ACCESS_SECONDS)
    .setJti(newId())
    .sign(privateKey);
}

/**
 * Checks a token against the key set alone, without the database: whether its session still stands and what its user
 * may do is read where it is used. AUTHENTICATION_ERROR for anything but a valid one; look at `use` before trusting it.
 */
export async function readAccess(
  deps: Deps,
  token: string,
): Promise<Outcome<{ readonly access: Access; readonly use: AccessUse }>> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await deps.keys.verifying(kid);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        algorithms: ['ES256'],
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: deps.now(),
      },
    );
    const { sub, sid, org, exp, use } = payload;
    if (typeof sub !== 'string' || typeof sid !== 'string' || typeof org !== 'string')
      return REFUSED;
    const access = {
      userId: sub,
      sessionId: sid,
      organizationId: org,
      expiresAt: (exp ?? 0) * 1000,
    };
    return done({ access, use: use === undefined ? 'full' : 'mfa-setup' });
  } catch (error) {
    if (error instanceof errors.JOSEError) return REFUSED;
    throw error;
  }
}

const REFUSED = refuse('AUTHENTICATION_ERROR', 'Sign in again.');
