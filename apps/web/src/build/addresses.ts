/**
 * Every address behind sign-in is one static page, so that its HTML, and with it the hashes in the content security policy, are the same
 * for all of them and can be cached. The client reads the address. In Next's notation of paths.
 */
export const SHELL_ADDRESSES = [
  '/',
  '/inbox',
  '/inbox/:path*',
  '/outbox',
  '/search',
  '/settings',
  '/settings/:path*',
];
export const SIGN_IN_ADDRESSES = [
  '/register',
  '/forgot-password',
  '/reset-password',
  '/invitation',
];

export type StaticPage = '/shell' | '/sign-in';

/** The static page that is served at a path; null where another page, the API or nobody answers. */
export function pageAt(pathname: string): StaticPage | null {
  if (pathname === '/shell' || SHELL_ADDRESSES.some((address) => isAt(address, pathname)))
    return '/shell';
  if (pathname === '/sign-in' || SIGN_IN_ADDRESSES.includes(pathname)) return '/sign-in';
  return null;
}

function isAt(address: string, pathname: string): boolean {
  return address.endsWith('/:path*')
    ? pathname.startsWith(address.slice(0, -':path*'.length))
    : address === pathname;
}
