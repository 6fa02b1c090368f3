import { channelOf } from '@frontdesk/channels/registry';
import type { AnyChannel } from '@frontdesk/connector-kit/channel';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { can } from '@frontdesk/core/roles';
import { recordAudit } from '../auth/audit-entry.ts';
import { hintCommitted } from '../hints.ts';
import type { By } from '../mutation-handler.ts';
import type { InboxDeps } from './create-inbox.ts';
import { checkInboxHealth } from './inbox-health.ts';
import { openInboxAccess, sealCredentials } from './inbox-access.ts';
import { readBaseUrl, readCredentials } from './inbox-input.ts';

export type NewCredentials = {
  /** Only what changes; what is left out or empty stays. */
  readonly credentials: Readonly<Record<string, unknown>>;
  /** Empty: back to the vendor's standard address. */
  readonly baseUrl?: string;
};

/** Gives an inbox new credentials and asks the vendor at once whether they work: then waiting sends go on. */
export async function updateCredentials(
  deps: InboxDeps,
  { actor, rights }: By,
  inboxId: string,
  input: NewCredentials,
): Promise<Outcome<{ readonly health: string }>> {
  if (!can(rights, 'inbox.write'))
    return refuse('AUTHORIZATION_ERROR', 'Your role does not allow this.');
  const { organizationId } = actor;
  const given = Object.entries(input.credentials).filter(
    ([, value]) => value !== '' && value !== undefined,
  );
  const outcome = await deps.db.asWorker(async (tx): Promise<Outcome<null>> => {
    const inbox = await tx.inbox.findFirst({ where: { id: inboxId, organizationId } });
    const channel = inbox && channelOf(inbox.channel);
    const access = channel && (await openInboxAccess(tx, deps.sealing, channel, inboxId));
    if (!channel || !access) return refuse('NOT_FOUND', 'There is no such inbox.');
    const credentials = readCredentials(channel, { ...access.creds, ...Object.fromEntries(given) });
    if (!credentials.ok) return credentials;
    const baseUrl = readBaseUrl(input.baseUrl, deps.settings.allowPrivateNetwork);
    if (!baseUrl.ok) return baseUrl;
    const moves = baseUrl.value !== null && baseUrl.value !== access.baseUrl;
    const kept = moves ? secretsKept(channel, access.creds, new Map(given)) : [];
    if (kept.length > 0) return refuseToMove(kept);
    const accountId = channel.accountId(credentials.value);
    const taken = await tx.inboxCredentials.count({
      where: { channel: channel.kind, accountId, inboxId: { not: inboxId } },
    });
    if (taken > 0) return refuse('CONFLICT', 'This account is connected to another inbox.');
    const sealed = sealCredentials(deps.sealing, credentials.value);
    const data =
      input.baseUrl === undefined
        ? { sealed, accountId }
        : { sealed, accountId, baseUrl: baseUrl.value };
    await tx.inboxCredentials.update({ where: { inboxId }, data });
    const audit = {
      organizationId,
      userId: actor.userId,
      action: 'inbox.credentials',
      resource: 'inbox',
      resourceId: inboxId,
    };
    await recordAudit(tx, audit, actor);
    return done(null);
  });
  if (!outcome.ok) return outcome;
  hintCommitted(deps, organizationId);
  return done({ health: await checkInboxHealth(deps, organizationId, inboxId) });
}

/**
 * The vendor's secrets that would travel to a new address without having been given for it. Nobody reads them here, so
 * nobody may have them sent to a place of their choice either.
 */
const secretsKept = (
  { credentials }: AnyChannel,
  stored: Readonly<Record<string, unknown>>,
  given: ReadonlyMap<string, unknown>,
): string[] =>
  credentials.fields
    .filter((field) => field.secret && !field.generated)
    .map(({ name }) => name)
    .filter((name) => stored[name] !== undefined && !given.has(name));

const refuseToMove = (names: readonly string[]) =>
  refuse(
    'VALIDATION_ERROR',
    'For another base URL the secrets have to be given again.',
    names.map((name) => ({ field: `credentials.${name}`, message: 'give it again' })),
  );
