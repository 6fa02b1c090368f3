import { HOSTILE_DISGUISES } from './hostile-disguises.ts';
import { HOSTILE_FIELDS } from './hostile-fields.ts';
import { HOSTILE_INSTRUCTIONS } from './hostile-instructions.ts';
import type { HostileMessage } from './hostile-message.ts';
import { HOSTILE_PAYLOADS } from './hostile-payloads.ts';

/** What people try who want more than a procedure gives. Written for the demo's procedures; addresses are reserved names. */
export const HOSTILE_MESSAGES: readonly HostileMessage[] = [
  ...HOSTILE_INSTRUCTIONS,
  ...HOSTILE_PAYLOADS,
  ...HOSTILE_DISGUISES,
  ...HOSTILE_FIELDS,
];
