import { networkOf } from '@frontdesk/core/address-network';
import type { Tx } from '@frontdesk/db/client';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { ADDRESS_POLICY } from './attempts.ts';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import { loadRights } from './rights.ts';
import { type Person, type Signed, isDemoAddress, normalEmail, openSession } from './sign-in.ts';
import { clientOf } from './sso-connection.ts';
import { type Ties, type Vouched, causeOf, discover, signInUrl, vouched } from './sso-provider.ts';

/** How long somebody may take at the provider. */
export const ROUND_SECONDS = 10 * 60;

/**
 * Why nobody is signed in. `none`: no provider for the address; `unreachable`: it does not answer; `stale`: this browser
 * asked for no such round, or too long ago; `failed`: the answer does not hold; `unverified`: no verified address;
 * `domain`: an address of another domain; `unknown`: no member; `owner`: an owner, and the provider was set by somebody
 * below; `other`: the account is another person's there; `busy`: too many tries.
 */
export type SsoProblem =
  | 'none'
  | 'unreachable'
  | 'stale'
  | 'failed'
  | 'unverified'
  | 'domain'
  | 'unknown'
  | 'owner'
  | 'other'
  | 'busy';

type Refused = { readonly ok: false; readonly why: SsoProblem };

/** `round` is for the browser to keep, sealed: nothing of it is stored here. */
export type Started = { readonly ok: true; readonly url: string; readonly round: string } | Refused;

export type Finished =
  | {
      readonly ok: true;
      readonly signed: Signed;
      /** The address of ours to go on to, whole. */
      readonly next: string;
    }
  | Refused;

type Round = Ties & {
  readonly connectionId: string;
  readonly next: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
};

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);
const refused = (why: SsoProblem): Refused => ({ ok: false, why });

/** Sends somebody to the provider of their address's domain; `next` is where they wanted to go here. */
export async function startSso(deps: AuthDeps, address: string, next = '/'): Promise<Started> {
  const email = normalEmail(address);
  const found = await deps.db.system((tx) =>
    tx.ssoDomain.findUnique({ where: { domain: domainOf(email) }, select: { connectionId: true } }),
  );
  const connection = found && (await connectionOf(deps, found.connectionId));
  if (connection === null) return refused('none');
  const ties: Ties = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
  };
  const expiresAt = deps.now().getTime() + ROUND_SECONDS * 1000;
  try {
    const provider = await discover(deps, clientOf(deps, connection));
    const url = await signInUrl(deps, provider, ties, email);
    const round = sealRound(deps, { ...ties, connectionId: connection.id, next, expiresAt });
    return { ok: true, url, round };
  } catch (error) {
    deps.log.warn(
      { connectionId: connection.id, error: causeOf(error) },
      'a provider does not answer',
    );
    return refused('unreachable');
  }
}

type Callback = {
  /** The query that the provider sent the browser back with, from its `?` on. */
  readonly search: string;
  /** What {@link startSso} gave this browser to keep. */
  readonly round: string | undefined;
};

/**
 * Ends a round: whom the provider vouches for is signed in to the provider's organization, and nowhere else. The second
 * factor is the provider's business.
 */
export async function finishSso(
  deps: AuthDeps,
  { search, round: sealed }: Callback,
  origin: Origin,
): Promise<Finished> {
  const key = `address:${networkOf(origin.ip ?? 'unknown')}`;
  if ((await deps.attempts.begin(key, ADDRESS_POLICY)) !== null) return refused('busy');
  const round = openRound(deps, sealed);
  if (round === null || round.expiresAt < deps.now().getTime()) return refused('stale');
  const connection = await connectionOf(deps, round.connectionId);
  if (connection === null) return refused('none');
  const claims = await claimsOf(deps, connection, round, search);
  if (claims === null) return refused('failed');
  const found = await deps.db.system(async (tx) => {
    const person = await personOf(tx, deps, connection, claims);
    if (!('why' in person)) return person;
    const { id: resourceId, organizationId } = connection;
    const entry = {
      organizationId,
      userId: null,
      action: 'sso.refused',
      data: { why: person.why },
    };
    await recordAudit(tx, { ...entry, resource: 'ssoConnection', resourceId }, origin);
    return person;
  });
  if ('why' in found) return found;
  const { organizationId } = connection;
  const opened = await openSession(deps, found, origin, { organizationId, pinned: true });
  if (!opened.ok) return refused('unknown');
  await deps.attempts.undo(key);
  return { ok: true, signed: opened.value, next: ours(deps, round.next) };
}

type Connection = NonNullable<Awaited<ReturnType<typeof connectionOf>>>;

/** A connection with its domains, unless its organization has ended. */
const connectionOf = (deps: AuthDeps, id: string) =>
  deps.db.system(async (tx) => {
    const row = await tx.ssoConnection.findUnique({ where: { id }, include: { domains: true } });
    if (row === null) return null;
    const live = await tx.organization.count({
      where: { id: row.organizationId, deletedAt: null },
    });
    return live === 0 ? null : row;
  });

async function claimsOf(
  deps: AuthDeps,
  connection: Connection,
  ties: Ties,
  search: string,
): Promise<Vouched | null> {
  try {
    const provider = await discover(deps, clientOf(deps, connection));
    return await vouched(deps, provider, ties, search);
  } catch (error) {
    deps.log.warn(
      { connectionId: connection.id, error: causeOf(error) },
      'a single sign-on failed',
    );
    return null;
  }
}

/**
 * The member that is meant. By the provider's own name for them once they have been here; by their address the first
 * time. An account that is bound to one name takes no other: the address may have gone to somebody else.
 */
async function personOf(
  tx: Tx,
  deps: AuthDeps,
  connection: Connection,
  { subject, email: given }: Vouched,
): Promise<Person | Refused> {
  if (given === null) return refused('unverified');
  const email = normalEmail(given);
  if (!connection.domains.some(({ domain }) => domain === domainOf(email)))
    return refused('domain');
  const { id: connectionId, issuer, organizationId } = connection;
  const name = { connectionId, issuer, subject };
  const bound = await tx.ssoIdentity.findUnique({
    where: { connectionId_issuer_subject: name },
    include: { user: true },
  });
  const user = bound?.user ?? (await tx.user.findUnique({ where: { email } }));
  if (user === null || (isDemoAddress(user.email) && !deps.settings.demo))
    return refused('unknown');
  const member = await loadRights(tx, organizationId, user.id);
  if (member === null) return refused('unknown');
  // Who set the provider decides whom it names: an admin must not become an owner that way.
  if (member.rights.role === 'OWNER' && !connection.forOwners) return refused('owner');
  if (bound !== null) return user;
  await tx.ssoIdentity.createMany({
    data: { ...name, organizationId, userId: user.id },
    skipDuplicates: true,
  });
  const mine = await tx.ssoIdentity.count({ where: { ...name, userId: user.id } });
  return mine === 0 ? refused('other') : user;
}

/** An address of ours, whole, so that nobody reads it a second time; the inbox for one that leads elsewhere. */
function ours({ settings }: AuthDeps, next: string): string {
  const home = new URL('/', settings.baseUrl);
  const url = URL.canParse(next, home.href) ? new URL(next, home) : home;
  return url.origin === home.origin ? url.href : home.href;
}

const sealRound = (deps: AuthDeps, round: Round): string =>
  Buffer.from(
    deps.sealing.for('sso-round').seal(new TextEncoder().encode(JSON.stringify(round))),
  ).toString('base64url');

/** Null for what nobody here sealed. */
function openRound(deps: AuthDeps, sealed: string | undefined): Round | null {
  if (sealed === undefined) return null;
  try {
    const opened = deps.sealing.for('sso-round').open(Buffer.from(sealed, 'base64url'));
    return JSON.parse(new TextDecoder().decode(opened)) as Round;
  } catch {
    return null;
  }
}
