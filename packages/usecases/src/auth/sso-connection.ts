import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { refusedBaseUrl } from '../inboxes/inbox-input.ts';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import type { Member } from './rights.ts';
import { type Client, causeOf, discover, redirectUri } from './sso-provider.ts';

type Deps = Pick<AuthDeps, 'db' | 'settings' | 'sealing' | 'log'>;

/** A connection as its admins see it: never the secret. */
export type SsoConnectionView = {
  readonly issuer: string;
  readonly clientId: string;
  /** Of e-mail addresses, lower case. */
  readonly domains: string[];
  readonly enforced: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type SsoView = {
  /** What the provider has to know as ours. */
  readonly redirectUri: string;
  readonly connection: SsoConnectionView | null;
};

export type SsoForm = {
  readonly issuer: string;
  readonly clientId: string;
  /** May be left out when the issuer stays. */
  readonly clientSecret?: string | undefined;
  readonly domains: readonly string[];
  readonly enforced: boolean;
};

/** Anybody may have an address there, so nobody may say who they are. */
const EVERYBODYS: ReadonlySet<string> = new Set(
  'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com aol.com gmx.com gmx.net gmx.de web.de proton.me protonmail.com mail.com yandex.ru mail.ru qq.com 163.com'.split(
    ' ',
  ),
);

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const sealerOf = ({ sealing }: Pick<AuthDeps, 'sealing'>) => sealing.for('sso-client-secret');

/** A stored connection as its provider knows us. */
export const clientOf = (
  deps: Pick<AuthDeps, 'sealing'>,
  row: { readonly issuer: string; readonly clientId: string; readonly clientSecret: Uint8Array },
): Client => ({
  issuer: row.issuer,
  clientId: row.clientId,
  clientSecret: textOf(sealerOf(deps).open(row.clientSecret)),
});

/** How the members of an organization sign in at their own provider. */
export async function readSso(deps: Deps, organizationId: string): Promise<SsoView> {
  const connection = await deps.db.system((tx) => viewOf(tx, organizationId));
  return { redirectUri: redirectUri(deps), connection };
}

/**
 * Sets the organization's provider, once it has answered. VALIDATION_ERROR names the field; CONFLICT when a domain leads
 * to another organization's provider. What the provider called people is forgotten when it becomes another one.
 */
export async function saveSso(
  deps: Deps,
  member: Member,
  form: SsoForm,
  origin: Origin,
): Promise<Outcome<SsoView>> {
  const { organizationId } = member;
  const domains = [...new Set(form.domains.map((domain) => domain.trim().toLowerCase()))];
  const open = domains.find((domain) => EVERYBODYS.has(domain));
  if (open !== undefined) return invalid('domains', `Everybody can have an address at ${open}`);
  const why = refusedBaseUrl(form.issuer, deps.settings.allowPrivateNetwork);
  if (why !== null) return invalid('issuer', why);
  const held = await deps.db.system((tx) =>
    tx.ssoConnection.findUnique({ where: { organizationId } }),
  );
  // A kept secret goes to nobody but whom it was given for.
  const kept = held?.issuer === form.issuer ? clientOf(deps, held).clientSecret : undefined;
  const clientSecret = form.clientSecret ?? kept;
  if (clientSecret === undefined) return invalid('clientSecret', 'Needed for this issuer');
  const { issuer, clientId, enforced } = form;
  try {
    await discover(deps, { issuer, clientId, clientSecret });
  } catch (error) {
    deps.log.warn(
      { organizationId, error: causeOf(error) },
      'no provider answers for single sign-on',
    );
    return invalid('issuer', 'No OpenID Connect provider of this name answers there');
  }
  const sealed = sealerOf(deps).seal(new TextEncoder().encode(clientSecret));
  const fields = { issuer, clientId, clientSecret: sealed, enforced };
  const saved = await deps.db.system((tx) => store(tx, member, { fields, domains }, origin));
  return saved.ok ? done(await readSso(deps, organizationId)) : saved;
}

type Stored = {
  readonly fields: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: Uint8Array<ArrayBuffer>;
    readonly enforced: boolean;
  };
  readonly domains: readonly string[];
};

async function store(
  tx: Tx,
  { organizationId, userId, rights }: Member,
  { fields, domains }: Stored,
  origin: Origin,
): Promise<Outcome<null>> {
  // One at a time, so that two organizations cannot take one domain between a look and a write.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('sso_domains'))`;
  const taken = await tx.ssoDomain.findFirst({
    where: { domain: { in: [...domains] }, organizationId: { not: organizationId } },
  });
  if (taken !== null) return TAKEN;
  const known = await tx.ssoConnection.findUnique({ where: { organizationId } });
  const id = known?.id ?? newId();
  const row = { ...fields, forOwners: rights.role === 'OWNER' };
  await tx.ssoConnection.upsert({
    where: { organizationId },
    create: { id, organizationId, ...row },
    update: row,
  });
  // Some providers call a person differently for each client of theirs.
  if (known?.issuer !== fields.issuer || known.clientId !== fields.clientId)
    await tx.ssoIdentity.deleteMany({ where: { connectionId: id } });
  await tx.ssoDomain.deleteMany({ where: { connectionId: id } });
  await tx.ssoDomain.createMany({
    data: domains.map((domain) => ({ domain, connectionId: id, organizationId })),
  });
  const { issuer, enforced } = fields;
  const data = { issuer, enforced, domains: domains.join(' ') };
  const entry = { organizationId, userId, action: 'sso.saved', resource: 'ssoConnection' };
  await recordAudit(tx, { ...entry, resourceId: id, data }, origin);
  return done(null);
}

/** Ends signing in at the provider. Sessions that began there go on until they are ended. */
export async function removeSso(
  deps: Pick<AuthDeps, 'db'>,
  { organizationId, userId }: Member,
  origin: Origin,
): Promise<Outcome<null>> {
  return deps.db.system(async (tx) => {
    const known = await tx.ssoConnection.findUnique({ where: { organizationId } });
    if (known === null) return refuse('NOT_FOUND', 'No provider is set.');
    await tx.ssoConnection.delete({ where: { id: known.id } });
    const entry = { organizationId, userId, action: 'sso.removed', resource: 'ssoConnection' };
    await recordAudit(tx, { ...entry, resourceId: known.id }, origin);
    return done(null);
  });
}

async function viewOf(tx: Tx, organizationId: string): Promise<SsoConnectionView | null> {
  const row = await tx.ssoConnection.findUnique({
    where: { organizationId },
    select: {
      issuer: true,
      clientId: true,
      enforced: true,
      createdAt: true,
      updatedAt: true,
      domains: { select: { domain: true }, orderBy: { domain: 'asc' } },
    },
  });
  return row && { ...row, domains: row.domains.map(({ domain }) => domain) };
}

const invalid = (field: string, message: string) =>
  refuse('VALIDATION_ERROR', 'Single sign-on could not be set up.', [{ field, message }]);

const TAKEN = refuse('CONFLICT', 'A domain leads to another organization.', [
  { field: 'domains', message: 'One of them leads to another organization already' },
]);
