import { channelOf } from '@frontdesk/channels/registry';
import type { ChannelKind } from '@frontdesk/core/entities';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { type Rights, can } from '@frontdesk/core/roles';
import { logAccessChanges } from '@frontdesk/db/access-log';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from '../auth/audit-entry.ts';
import type { Deps } from '../deps.ts';
import { hintCommitted } from '../hints.ts';
import type { Actor } from '../mutation-handler.ts';
import { checkInboxHealth } from './inbox-health.ts';
import { sealCredentials } from './inbox-access.ts';
import { readBaseUrl, readCredentials } from './inbox-input.ts';

export type InboxDeps = Pick<Deps, 'db' | 'bus' | 'log' | 'settings' | 'sealing'>;

export type NewInbox = {
  readonly channel: string;
  readonly name: string;
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly baseUrl?: string;
};

export type CreatedInbox = {
  readonly id: string;
  readonly channel: ChannelKind;
  readonly name: string;
  /** What to enter at the vendor. */
  readonly webhookUrl: string;
  /** What we made up and the vendor's form wants; shown this once. */
  readonly generated: Readonly<Record<string, string>>;
};

/**
 * Connects a channel account. Refuses with VALIDATION_ERROR, AUTHORIZATION_ERROR, or CONFLICT when the account is
 * connected already. The vendor is asked at once whether the credentials work; the answer shows in the inbox's health.
 */
export async function createInbox(
  deps: InboxDeps,
  actor: Actor,
  rights: Rights,
  input: NewInbox,
): Promise<Outcome<CreatedInbox>> {
  if (!can(rights, 'inbox.write'))
    return refuse('AUTHORIZATION_ERROR', 'Your role does not allow this.');
  const channel = channelOf(input.channel);
  if (!channel)
    return refuse('VALIDATION_ERROR', 'There is no such channel.', [
      { field: 'channel', message: 'unknown' },
    ]);
  const credentials = readCredentials(channel, input.credentials);
  if (!credentials.ok) return credentials;
  const baseUrl = readBaseUrl(input.baseUrl, deps.settings.allowPrivateNetwork);
  if (!baseUrl.ok) return baseUrl;
  const row = {
    id: newId(),
    organizationId: actor.organizationId,
    channel: channel.kind,
    name: input.name,
    accountId: channel.accountId(credentials.value),
    sealed: sealCredentials(deps.sealing, credentials.value),
    baseUrl: baseUrl.value,
  };
  const created = await deps.db.asWorker((tx) => insertInbox(tx, actor, row));
  if (!created) return refuse('CONFLICT', 'This account is connected already.');
  hintCommitted(deps, actor.organizationId);
  await checkInboxHealth(deps, actor.organizationId, row.id);
  const made = channel.credentials.fields.filter(
    (field) => field.generated && !input.credentials[field.name],
  );
  const generated = Object.fromEntries(
    made.map(({ name }) => [name, String(credentials.value[name])]),
  );
  return done({
    id: row.id,
    channel: channel.kind,
    name: row.name,
    webhookUrl: webhookUrl(deps, channel.kind, row.id),
    generated,
  });
}

/**
 * Where this inbox's vendor posts what happens; other than the shared path it says whose it is. What has no vendor is
 * written to over our own API.
 */
export const webhookUrl = (
  { settings }: Pick<Deps, 'settings'>,
  channel: string,
  inboxId: string,
): string =>
  channelOf(channel)
    ? `${settings.baseUrl}/api/v1/webhooks/${channel}/${inboxId}`
    : `${settings.baseUrl}/api/v1/messages`;

type Row = {
  readonly id: string;
  readonly organizationId: string;
  readonly channel: string;
  readonly name: string;
  readonly accountId: string;
  readonly sealed: Uint8Array<ArrayBuffer>;
  readonly baseUrl: string | null;
};

/** False when another inbox has this account. */
async function insertInbox(tx: Tx, actor: Actor, row: Row): Promise<boolean> {
  const { id, organizationId, channel, name, accountId, sealed, baseUrl } = row;
  const taken = await tx.inboxCredentials.count({ where: { channel, accountId } });
  if (taken > 0) return false;
  await logAccessChanges(tx, organizationId, () =>
    tx.inbox.create({ data: { id, organizationId, scopeId: id, channel, name } }),
  );
  await tx.inboxCredentials.create({
    data: { inboxId: id, organizationId, channel, accountId, sealed, baseUrl },
  });
  const audit = {
    organizationId,
    userId: actor.userId,
    action: 'inbox.create',
    resource: 'inbox',
    resourceId: id,
    data: { channel },
  };
  await recordAudit(tx, audit, actor);
  return true;
}
