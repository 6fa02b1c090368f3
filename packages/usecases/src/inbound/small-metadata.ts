import type { Json } from '@frontdesk/connector-kit/channel';

/** A synced row has 64 kB in all, and the text takes its part. */
const MAX_CHARS = 12_000;

/** Channel facts that fit beside a message; of bigger ones only that they were there. The raw delivery keeps them whole. */
export const smallMetadata = (
  metadata: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> =>
  JSON.stringify(metadata).length <= MAX_CHARS ? metadata : { cut: true };
