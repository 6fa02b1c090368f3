import { type Settings, isLoopback } from '@frontdesk/core/settings';

/**
 * Whether a `Host` header names us. Alone on this machine and without `PUBLIC_URL` only names of this machine do: another
 * site's name that was made to resolve here (DNS rebinding) would put that site's pages in our origin.
 */
export function knownHost({
  host,
  publicUrl,
}: Pick<Settings, 'host' | 'publicUrl'>): (given: string | undefined) => boolean {
  if (publicUrl !== undefined || !isLoopback(host)) return () => true;
  return (given = '') => {
    if (!URL.canParse(`http://${given}`)) return false;
    const name = new URL(`http://${given}`).hostname.replace(/^\[|\]$/g, '');
    return isLoopback(name) || name.endsWith('.localhost');
  };
}
