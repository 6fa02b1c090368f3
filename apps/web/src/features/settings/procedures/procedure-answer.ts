import type { SopFields } from '@frontdesk/core/mutations/arguments';

/** A procedure as `GET /api/v1/sops/:id` tells it. */
export type ProcedureAnswer = SopFields & {
  readonly id: string;
  readonly version: number;
  readonly runsEnded: number;
  readonly runsDone: number;
  readonly updatedAt: string;
};

const NAMES = [
  'title',
  'description',
  'intentId',
  'keywords',
  'steps',
  'actions',
  'priority',
  'enabled',
  'autonomy',
  'minutesSaved',
] as const satisfies readonly (keyof SopFields)[];

/** Only what a person writes of it. */
export const writtenFields = (answer: ProcedureAnswer): SopFields =>
  Object.fromEntries(NAMES.map((name) => [name, answer[name]])) as SopFields;
