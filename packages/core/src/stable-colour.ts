/** Grounds for white initials, each at least 4.5:1 against white; proved in `contrast.test.ts`. */
export const AVATAR_GROUNDS = [
  '#7a5cc4',
  '#237a74',
  '#3b6ea8',
  '#856a1a',
  '#96406f',
  '#4c7a34',
  '#5a5f73',
  '#ab4d38',
  '#2f6f8f',
  '#8a4fa3',
  '#7a5238',
  '#3d7560',
] as const;

/** The same seed (an id, so that a rename keeps the colour) always gives the same ground. FNV-1a. */
export function stableColour(seed: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  return AVATAR_GROUNDS[(hash >>> 0) % AVATAR_GROUNDS.length] ?? AVATAR_GROUNDS[0];
}
