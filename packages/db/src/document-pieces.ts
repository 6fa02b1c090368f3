import type { DocumentKey } from '@frontdesk/documents/server/document-store';
import type { Tx } from './client.ts';

/** A snapshot up to this number, or the update of this number. */
export type DocumentPiece = { readonly upto: bigint; readonly data: Uint8Array };

/** A document's newest snapshot and every update behind it, in the order of their numbers, as one statement sees them. */
export const documentPieces = (tx: Tx, { organizationId, name }: DocumentKey) =>
  tx.$queryRaw<DocumentPiece[]>`
    with newest as (
      select upto, data from document_snapshots
      where organization_id = ${organizationId}::uuid and name = ${name} order by upto desc limit 1)
    select upto, data from newest union all
    select n, data from document_updates where organization_id = ${organizationId}::uuid and name = ${name}
      and n > coalesce((select upto from newest), 0)
    order by 1`;
