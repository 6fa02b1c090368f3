import type { AnyChannel } from '@frontdesk/connector-kit/channel';
import type { Tx } from '@frontdesk/db/client';
import type { SealingKey } from '../sealing.ts';

/** What reaching an inbox's vendor takes. */
export type InboxAccess = {
  readonly creds: Readonly<Record<string, unknown>>;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly accountId: string;
};

type Row = { sealed: Uint8Array; baseUrl: string | null; accountId: string };

/** Unseals an inbox's credentials; null when it has none. For workers: requests never see them. */
export async function openInboxAccess(
  tx: Tx,
  sealing: SealingKey,
  channel: AnyChannel,
  inboxId: string,
): Promise<InboxAccess | null> {
  const rows = await tx.$queryRaw<Row[]>`
    select sealed, base_url as "baseUrl", account_id as "accountId" from inbox_credentials where inbox_id = ${inboxId}::uuid`;
  const row = rows[0];
  if (!row) return null;
  const standard = channel.outbound.delivery === 'http' ? channel.outbound.defaultBaseUrl : '';
  return {
    creds: openCredentials(sealing, row.sealed),
    baseUrl: row.baseUrl ?? standard,
    accountId: row.accountId,
  };
}

/** As the channel's schema had parsed them when they were sealed. */
export const openCredentials = (
  sealing: SealingKey,
  sealed: Uint8Array,
): Readonly<Record<string, unknown>> =>
  JSON.parse(new TextDecoder().decode(sealing.for('inbox-credentials').open(sealed))) as Record<
    string,
    unknown
  >;

export const sealCredentials = (
  sealing: SealingKey,
  creds: Readonly<Record<string, unknown>>,
): Uint8Array<ArrayBuffer> =>
  sealing.for('inbox-credentials').seal(new TextEncoder().encode(JSON.stringify(creds)));
