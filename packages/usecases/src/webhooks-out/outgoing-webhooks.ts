import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { can } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from '../auth/audit-entry.ts';
import type { Deps } from '../deps.ts';
import { refusedBaseUrl } from '../inboxes/inbox-input.ts';
import type { Actor, By } from '../mutation-handler.ts';
import { NOT_ALLOWED, notFound, staleRow } from '../mutations/reach.ts';
import { firstSecret, openSecret, rotated, sealSecret } from './webhook-secret.ts';

/** The organization's own addresses that procedures may call. Who may: ADMIN and OWNER, or a key with `ai.write`. */

type WebhookDeps = Pick<Deps, 'db' | 'now' | 'settings' | 'sealing'>;

export type WebhookFields = { readonly name: string; readonly url: string };

/** Its secret is in this answer and in that of a rotation, and nowhere else. */
export type WebhookWithSecret = { readonly id: string; readonly secret: string };

/** A limit that nobody meets on purpose: every one of them is offered in the form of a procedure. */
const MOST = 100;

/** Refuses with AUTHORIZATION_ERROR, with VALIDATION_ERROR for an address that we do not call, or with CONFLICT at the limit. */
export async function createWebhook(
  deps: WebhookDeps,
  { actor, rights }: By,
  { name, url }: WebhookFields,
): Promise<Outcome<WebhookWithSecret>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  const refused = refusedUrl(url, deps.settings.allowPrivateNetwork);
  if (refused) return refused;
  const { organizationId } = actor;
  const secret = firstSecret();
  const id = newId();
  return deps.db.asWorker(async (tx) => {
    if ((await tx.outgoingWebhook.count({ where: { organizationId, deletedAt: null } })) >= MOST)
      return refuse('CONFLICT', `There are ${MOST} webhooks already. Delete one first.`);
    const sealed = sealSecret(deps.sealing, secret);
    await tx.outgoingWebhook.create({ data: { id, organizationId, name, url, secret: sealed } });
    await audit(tx, actor, 'create', id);
    return done({ id, secret: secret.current });
  });
}

/** Refuses as {@link createWebhook} does, with NOT_FOUND, or with CONFLICT where `ifRev` is not the row's. */
export async function updateWebhook(
  deps: WebhookDeps,
  { actor, rights }: By,
  id: string,
  { ifRev, ...fields }: Partial<WebhookFields> & { readonly ifRev?: number },
): Promise<Outcome<null>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  const refused =
    fields.url === undefined ? null : refusedUrl(fields.url, deps.settings.allowPrivateNetwork);
  if (refused) return refused;
  return deps.db.asWorker(async (tx) => {
    const webhook = await lockWebhook(tx, actor, id);
    if (!webhook) return notFound('webhook');
    const stale = staleRow(webhook.rev, ifRev);
    if (stale) return stale;
    await tx.outgoingWebhook.update({ where: { id }, data: { ...fields, rev: { increment: 1 } } });
    await audit(tx, actor, 'update', id);
    return done(null);
  });
}

/** Makes a new secret; the one before signs along for a day. */
export async function rotateWebhookSecret(
  deps: WebhookDeps,
  { actor, rights }: By,
  id: string,
): Promise<Outcome<WebhookWithSecret>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  return deps.db.asWorker(async (tx) => {
    const webhook = await lockWebhook(tx, actor, id);
    if (!webhook) return notFound('webhook');
    const next = rotated(openSecret(deps.sealing, webhook.secret), deps.now().getTime());
    await tx.outgoingWebhook.update({
      where: { id },
      data: { secret: sealSecret(deps.sealing, next), rev: { increment: 1 } },
    });
    await audit(tx, actor, 'rotate', id);
    return done({ id, secret: next.current });
  });
}

/** Its past calls still name it, so the row stays; calls that wait are dropped when their turn comes. */
export async function deleteWebhook(
  deps: WebhookDeps,
  { actor, rights }: By,
  id: string,
): Promise<Outcome<null>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  return deps.db.asWorker(async (tx) => {
    if (!(await lockWebhook(tx, actor, id))) return notFound('webhook');
    const data = { deletedAt: deps.now(), rev: { increment: 1 } };
    await tx.outgoingWebhook.update({ where: { id }, data });
    await audit(tx, actor, 'delete', id);
    return done(null);
  });
}

type Locked = { readonly rev: number; readonly secret: Uint8Array };

/** As a worker: requests read no secrets, so the organization is named here. */
async function lockWebhook(tx: Tx, actor: Actor, id: string): Promise<Locked | undefined> {
  const rows = await tx.$queryRaw<Locked[]>`
    select rev, secret from outgoing_webhooks
    where id = ${id}::uuid and organization_id = ${actor.organizationId}::uuid and deleted_at is null for update`;
  return rows[0];
}

/** A name that resolves to a private address is refused later, by whoever connects. */
function refusedUrl(given: string, allowPrivateNetwork: boolean) {
  // Unlike a vendor's base URL, an address of one's own may hold a query.
  const why = refusedBaseUrl(given.replace(/\?[^#]*/, ''), allowPrivateNetwork);
  if (why === null) return null;
  return refuse('VALIDATION_ERROR', 'The URL is not allowed.', [{ field: 'url', message: why }]);
}

const audit = (tx: Tx, actor: Actor, what: string, id: string): Promise<void> =>
  recordAudit(
    tx,
    {
      organizationId: actor.organizationId,
      userId: actor.userId,
      action: `webhook.${what}`,
      resource: 'webhook',
      resourceId: id,
    },
    actor,
  );
