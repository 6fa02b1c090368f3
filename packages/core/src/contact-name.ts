/** What a customer is called of whom a channel tells neither a name nor a number. */
export const NAMELESS = 'Visitor';

/**
 * The name that a customer is addressed by; null where what is shown only stands for one that nobody knows. Nobody is
 * greeted by a telephone number.
 */
export function knownName(shown: string): string | null {
  const name = shown.trim();
  return name === NAMELESS || !/\p{L}/u.test(name) ? null : name;
}
