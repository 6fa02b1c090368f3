import { channelOf } from '@frontdesk/channels/registry';
import type { AnyChannel, ProbeResult } from '@frontdesk/connector-kit/channel';
import { runHttp } from '@frontdesk/connector-kit/http-runner';
import type { Inbox } from '@frontdesk/core/entities';
import { hintCommitted } from '../hints.ts';
import type { InboxDeps } from './create-inbox.ts';
import { type InboxAccess, openInboxAccess } from './inbox-access.ts';
import { setInboxHealth } from './set-inbox-health.ts';

const ANSWER_MS = 5_000;

/**
 * Asks the vendor, by a harmless call, whether the inbox's credentials work, and notes the answer. A vendor that
 * cannot be reached proves nothing, so that leaves `unknown`.
 */
export async function checkInboxHealth(
  deps: InboxDeps,
  organizationId: string,
  inboxId: string,
): Promise<Inbox['health']> {
  const found = await deps.db.asWorker(async (tx) => {
    const inbox = await tx.inbox.findFirst({
      where: { id: inboxId, organizationId },
      select: { channel: true },
    });
    const channel = inbox && channelOf(inbox.channel);
    const access = channel && (await openInboxAccess(tx, deps.sealing, channel, inboxId));
    return channel && access ? { channel, access } : null;
  });
  if (!found) return 'unknown';
  const probed = await probe(deps, found.channel, found.access);
  const health = healthAfter(probed);
  await deps.db.asWorker(async (tx) => {
    await setInboxHealth(tx, inboxId, health, probed.ok ? null : probed.why);
    if (probed.ok && probed.address !== null) {
      await tx.inbox.updateMany({
        where: { id: inboxId, address: null },
        data: { address: probed.address },
      });
    }
  });
  hintCommitted(deps, organizationId);
  return health;
}

type Probed = ProbeResult | { readonly ok: false; readonly why: string; readonly reauth: null };

function healthAfter(probed: Probed): Inbox['health'] {
  if (probed.ok) return 'ok';
  return probed.reauth === null ? 'unknown' : 'error';
}

async function probe(
  deps: InboxDeps,
  { outbound }: AnyChannel,
  { creds, baseUrl }: InboxAccess,
): Promise<Probed> {
  if (outbound.delivery !== 'http') return { ok: true, address: null };
  const ran = await runHttp(outbound.probe.request(creds, baseUrl), {
    allowPrivateNetwork: deps.settings.allowPrivateNetwork,
    timeoutMs: ANSWER_MS,
  });
  if (ran.ok) return outbound.probe.read(ran.response, creds);
  const refused = ran.failure.kind === 'address-refused';
  const why = refused ? 'The base URL is not allowed.' : 'The vendor could not be reached.';
  return { ok: false, why, reauth: refused ? false : null };
}
