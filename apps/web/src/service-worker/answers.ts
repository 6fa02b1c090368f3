import { pageAt, type StaticPage } from '../build/addresses.ts';
import { isNamedByContent, isPlain, kept } from './precache.ts';

/** A server that has not answered by then is as good as away, when the page is here. In milliseconds. */
const SLOW_MS = 2_000;

/**
 * How a request is answered; undefined: by the network, as if we were not there. That is so for everything that is
 * somebody's data (`/api`, sockets), and for other sites' and other pages' files.
 */
export function answerTo(request: Request): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return undefined;
  if (request.mode === 'navigate') {
    const page = pageAt(pathname);
    return page === null ? undefined : pageOrKept(request, page);
  }
  return isNamedByContent(pathname) || isPlain(pathname)
    ? keptOrFetched(request, pathname)
    : undefined;
}

/** The server's page, so that its headers are those of now; the kept one, with its own, when it is away, ill or slow. */
async function pageOrKept(request: Request, page: StaticPage): Promise<Response> {
  const here = await kept(page);
  if (here === undefined) return fetch(request);
  const answer = fetch(request).then(
    (response) => (response.status < 500 ? response : here),
    () => here,
  );
  const slow = new Promise<Response>((resolve) => {
    setTimeout(() => resolve(here), SLOW_MS);
  });
  return Promise.race([answer, slow]);
}

/** Named by its content, so that one that is kept is the one that is meant; or an icon of this build. */
async function keptOrFetched(request: Request, path: string): Promise<Response> {
  return (await kept(path)) ?? fetch(request);
}
