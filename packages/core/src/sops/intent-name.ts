/** Longest name of an intent, in characters. */
const MAX_NAME_CHARS = 80;

/**
 * What an intent is called by programs, made of what a person or a file calls it: small letters, digits and underscores,
 * as `password_reset` for "Password reset". Null where nothing of that is left.
 */
export function intentName(text: string): string | null {
  const name = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^_/, '')
    .slice(0, MAX_NAME_CHARS)
    .replace(/_$/, '');
  return name === '' ? null : name;
}
