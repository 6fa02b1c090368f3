import { type Outcome, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import { hashPassword } from './password.ts';
import { type Signed, isDemoAddress, normalEmail, openSession } from './sign-in.ts';

export type SignUp = {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly organizationName: string;
};

/** Makes a user with an organization of their own, and signs them in. CONFLICT when the address has an account. */
export async function signUp(
  deps: AuthDeps,
  form: SignUp,
  origin: Origin,
): Promise<Outcome<Signed>> {
  const email = normalEmail(form.email);
  // Before anything is looked up, so that a taken address takes as long as a free one.
  const passwordHash = await hashPassword(form.password);
  if (isDemoAddress(email)) return TAKEN;
  const user = { id: newId(), email, name: form.name };
  const organizationId = await deps.db.system(async (tx) => {
    const created = await tx.user.createMany({
      data: { ...user, passwordHash },
      skipDuplicates: true,
    });
    if (created.count === 0) return null;
    return createOrganization(tx, user, form.organizationName, origin);
  });
  if (organizationId === null) return TAKEN;
  return openSession(deps, user, origin, { organizationId });
}

/** An organization with one member, its owner. Returns its id. */
export async function createOrganization(
  tx: Tx,
  owner: { readonly id: string; readonly name: string },
  name: string,
  origin: Origin,
): Promise<string> {
  const id = newId();
  await tx.organization.create({ data: { id, name, slug: slugOf(name, id) } });
  await tx.membership.create({
    data: {
      id: newId(),
      organizationId: id,
      scopeId: id,
      userId: owner.id,
      displayName: owner.name,
      role: 'OWNER',
    },
  });
  await recordAudit(
    tx,
    {
      organizationId: id,
      userId: owner.id,
      action: 'organization.created',
      resource: 'organization',
      resourceId: id,
    },
    origin,
  );
  return id;
}

/** Readable and unique without asking: the name's letters and digits, and the id's random end. */
function slugOf(name: string, id: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${words === '' ? 'organization' : words}-${id.slice(-6)}`;
}

const TAKEN = refuse('CONFLICT', 'This address has an account. Sign in instead.', [
  { field: 'email', message: 'Has an account already' },
]);
