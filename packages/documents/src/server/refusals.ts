/** Why a connection is closed by us. */
export type Refusal = { readonly code: number; readonly reason: string };

/**
 * Codes from 4400 to 4499 say that to connect again is no use, and y-websocket does not; after all others it connects again and
 * both sides tell each other what they lack.
 */
export const REFUSALS = {
  malformed: { code: 4400, reason: 'This is not a Yjs update in its first encoding.' },
  denied: { code: 4403, reason: 'You may not open this document any more.' },
  gone: { code: 4404, reason: 'There is no such document.' },
  tooLarge: { code: 4413, reason: 'The document would grow beyond 2 MB.' },
  updateTooLarge: { code: 4513, reason: 'One update is larger than 256 KB.' },
  closed: { code: 4511, reason: 'This was sent: nothing more can be written to it.' },
  changed: { code: 4510, reason: 'Your rights to this document have changed.' },
  gap: { code: 4509, reason: 'Something before this update has not come.' },
  tooSlow: { code: 4508, reason: 'This connection takes too little.' },
  tooMany: { code: 4529, reason: 'Cursors move too often: more than 100 times within a second.' },
  away: { code: 4503, reason: 'Frontdesk cannot reach its database. Try again in a moment.' },
  ending: { code: 1012, reason: 'This server ends. Another one goes on.' },
} as const satisfies Record<string, Refusal>;
