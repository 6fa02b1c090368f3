/**
 * Whom an address stands for when something is counted: IPv4 as it is, IPv6 by its first 64 bits. One subscriber has all
 * the others of those to choose from (RFC 6177), and would never be counted twice.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [bare = ''] = address.split('%');
  const [head = '', tail] = bare.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, GROUPS - before.length - after.length);
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return `${groups
    .slice(0, GROUPS / 2)
    .map(plain)
    .join(':')}::/64`;
}

/** Of 16 bits each. */
const GROUPS = 8;

const plain = (group: string): string => group.replace(/^0+(?=.)/, '');
