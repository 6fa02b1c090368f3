/**
 * Where to go after signing in: the address of ours that `?next=` names, else the inbox. Read as the browser will read it:
 * it takes `/\t/evil.example` for another site's address, since tabs and line ends do not count. Whole, so that nothing is
 * read a second time.
 */
export function nextAddress({ search, origin }: Pick<Location, 'search' | 'origin'>): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  if (!next.startsWith('/') || !URL.canParse(next, origin)) return '/';
  const url = new URL(next, origin);
  return url.origin === origin ? url.href : '/';
}
