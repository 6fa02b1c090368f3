/**
 * Jobs by name. A job never carries work, only the lane to drain: the rows are the truth, so that a
 * lost, doubled or late job costs nothing but time.
 */
export const JOB_NAMES = [
  /** Lane: inbox id. Parses the inbox's raw deliveries in order of arrival, up to the message. */
  'ingest-inbox',
  /** Lane: conversation id. Its sends. */
  'drain-conversation',
  /** Lane: conversation id. The pipeline behind each inbound message, then the run of a procedure. Apart from the sends: a model's answer may take seconds. */
  'read-conversation',
  /** Lane: organization id. Teaches the reader what its intents' examples have become. */
  'train-reader',
  /** Lane: attachment id. Fetches an inbound file from its vendor. */
  'fetch-attachment',
  /** Lane: 'clock'. Idle resolution, snoozes that end, sends and claims that are due. */
  'tick',
] as const;
export type JobName = (typeof JOB_NAMES)[number];

export type Job = {
  readonly name: JobName;
  readonly lane: string;
  readonly organizationId: string;
};
