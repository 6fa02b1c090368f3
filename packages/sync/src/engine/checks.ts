import type { ChecksumAnswer, ChecksumRequest } from '@frontdesk/core/sync-protocol';

/** Where a replica asks whether it holds what it should. Rejects when the server cannot be asked. */
export interface Checks {
  compare(request: ChecksumRequest): Promise<ChecksumAnswer>;
}
