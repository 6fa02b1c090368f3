import { createHash } from 'node:crypto';
import { channelOf } from '@frontdesk/channels/registry';
import type { AnyChannel, MediaFailure, MediaRef } from '@frontdesk/connector-kit/channel';
import type { MessageType } from '@frontdesk/core/entities';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import { fileKey } from '../files/files.ts';
import { hintCommitted } from '../hints.ts';
import { type InboxAccess, openInboxAccess } from '../inboxes/inbox-access.ts';
import { setInboxHealth } from '../inboxes/set-inbox-health.ts';
import { drainLater } from '../outbox.ts';
import { type Downloaded, downloadMedia } from './download-media.ts';
import { inspectFile } from './inspect-file.ts';
import { storeFile } from './store-file.ts';

type FetchDeps = Pick<Deps, 'db' | 'bus' | 'log' | 'settings' | 'files' | 'sealing'>;

/** About four minutes in all: a vendor's link may live only five. */
const MAX_ATTEMPTS = 7;
const BACKOFF_MS = 1_000;

type Source = {
  readonly attachmentId: string;
  readonly organizationId: string;
  readonly inboxId: string;
  readonly channel: string;
  readonly vendorRef: MediaRef;
  readonly attempts: number;
  readonly dueInMs: number;
  readonly kind: MessageType;
  readonly mimeType: string;
};

/**
 * Fetches an inbound file from its vendor, looks into it, stores it with its thumbnail and marks it READY; or FAILED,
 * with the reason, when that will not work. Returns the milliseconds to wait when it is not due yet.
 */
export async function fetchAttachment(
  deps: FetchDeps,
  attachmentId: string,
): Promise<number | null> {
  const found = await deps.db.asWorker((tx) => findSource(deps, tx, attachmentId));
  if (!found) return null;
  const { source, channel, access } = found;
  if (source.dueInMs > 0) return source.dueInMs;
  const key = fileKey(source.organizationId, attachmentId);
  const downloaded: Downloaded =
    channel && access
      ? await downloadMedia(deps, { channel, access, key }, source.vendorRef)
      : {
          ok: false,
          failure: { kind: 'failed', why: 'This inbox is not connected to its channel any more.' },
        };
  await (downloaded.ok
    ? keep(deps, source, downloaded.bytes)
    : deps.db.asWorker((tx) => giveUpOrWait(tx, source, downloaded.failure)));
  hintCommitted(deps, source.organizationId);
  return null;
}

type Found = {
  readonly source: Source;
  readonly channel: AnyChannel | null;
  readonly access: InboxAccess | null;
};

async function findSource(deps: FetchDeps, tx: Tx, attachmentId: string): Promise<Found | null> {
  const rows = await tx.$queryRaw<Source[]>`
    select s.attachment_id as "attachmentId", s.organization_id as "organizationId", s.inbox_id as "inboxId", i.channel,
      s.vendor_ref as "vendorRef", s.attempts, a.kind, a.mime_type as "mimeType",
      extract(epoch from s.next_attempt_at - clock_timestamp())::float8 * 1000 as "dueInMs"
    from attachment_sources s join attachments a on a.id = s.attachment_id join inboxes i on i.id = s.inbox_id
    where s.attachment_id = ${attachmentId}::uuid and a.state = 'PENDING' and s.next_attempt_at is not null`;
  const source = rows[0];
  if (!source) return null;
  const channel = channelOf(source.channel);
  const access = channel && (await openInboxAccess(tx, deps.sealing, channel, source.inboxId));
  return { source, channel, access };
}

async function keep(deps: FetchDeps, source: Source, bytes: Uint8Array): Promise<void> {
  const { attachmentId, organizationId } = source;
  const inspected = await inspectFile(bytes, source.vendorRef.mime ?? source.mimeType, source.kind);
  await storeFile(deps.files, {
    organizationId,
    attachmentId,
    bytes,
    thumbnail: inspected.thumbnail,
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await deps.db.asWorker(async (tx) => {
    await tx.attachment.updateMany({
      where: { id: attachmentId, state: 'PENDING' },
      data: {
        state: 'READY',
        kind: inspected.kind,
        mimeType: inspected.mimeType,
        size: bytes.length,
        width: inspected.width,
        height: inspected.height,
        hasThumbnail: inspected.thumbnail !== null,
        errorText: null,
      },
    });
    const storageKey = fileKey(organizationId, attachmentId);
    await tx.attachmentSource.updateMany({
      where: { attachmentId },
      data: { sha256, storageKey, nextAttemptAt: null },
    });
  });
}

async function giveUpOrWait(tx: Tx, source: Source, { kind, why }: MediaFailure): Promise<void> {
  const { attachmentId, organizationId } = source;
  const attempts = source.attempts + 1;
  if (kind === 'reauth') await setInboxHealth(tx, source.inboxId, 'error', why);
  if (kind === 'gone' || kind === 'failed' || attempts >= MAX_ATTEMPTS) {
    await tx.attachment.updateMany({
      where: { id: attachmentId },
      data: { state: 'FAILED', errorText: why },
    });
    await tx.attachmentSource.updateMany({
      where: { attachmentId },
      data: { attempts, nextAttemptAt: null },
    });
    return;
  }
  const ms = BACKOFF_MS * 2 ** attempts;
  const nextAttemptAt = new Date(Date.now() + ms);
  await tx.attachmentSource.updateMany({
    where: { attachmentId },
    data: { attempts, nextAttemptAt },
  });
  await drainLater(tx, { name: 'fetch-attachment', lane: attachmentId, organizationId }, ms);
}
