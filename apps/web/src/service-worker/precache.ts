/** What one build is made of, as far as it has to be there without a network. Paths of our own origin. */
export type Precache = {
  /** Changes with any byte of what is listed. */
  readonly build: string;
  /** The static pages, and what else has a name that does not say what is in it. */
  readonly plain: readonly string[];
  /** Scripts, styles, fonts: named by their content. */
  readonly assets: readonly string[];
  /** The workers and PGlite, named by their content; many times larger than all the rest. */
  readonly engine: readonly string[];
};

/** Put in by the build (`scripts/build-service-worker.ts`). */
declare const PRECACHE: Precache;

const { build, plain, assets, engine } = PRECACHE;

/** One cache for each build's pages; files that are named by their content are shared by all builds. */
const PAGES = 'frontdesk-pages-';
const pages = PAGES + build;
const NAMED = 'frontdesk-named';

/** What a build lists, kept beside its pages from when it took over, under an address that nobody asks for. */
const LIST = '/frontdesk-list';

/** At once; a phone on a bad line has few connections to spare. */
const PARALLEL = 6;

/** Then an install goes on without the engine's files; they are fetched by and by. In milliseconds. */
const ENGINE_WITHIN_MS = 60_000;

/**
 * Keeps this build. Rejects when the pages or their scripts cannot be had: the browser then tries again later and the build before
 * goes on. The engine's files are waited for, but whatever happens to them does not hold up the install.
 */
export async function keepBuild(): Promise<void> {
  await fetchInto(pages, plain, 'reload');
  await fetchInto(NAMED, assets, 'default');
  const soon = new Promise<void>((resolve) => {
    setTimeout(resolve, ENGINE_WITHIN_MS);
  });
  await Promise.race([keepEngine(), soon]);
}

/** Fetches what is missing of the engine's files. Never rejects: the page's own workers fetch them too. */
export async function keepEngine(): Promise<void> {
  await fetchInto(NAMED, engine, 'default').catch(() => undefined);
}

/**
 * Lets go of what no build lists but this one and the last one that served before it: a tab may still run that one, and asks for
 * its scripts as it goes.
 */
export async function forgetOldBuilds(): Promise<void> {
  const own = await caches.open(pages);
  await own.put(LIST, Response.json([...assets, ...engine]));
  const needed = new Set([...assets, ...engine]);
  let isBefore = true;
  // Caches are named in the order in which they were made.
  for (const name of (await caches.keys()).toReversed()) {
    if (!name.startsWith(PAGES) || name === pages) continue;
    const list = isBefore ? await caches.match(LIST, { cacheName: name }) : undefined;
    if (list) {
      isBefore = false;
      for (const path of (await list.json()) as string[]) needed.add(path);
    } else await caches.delete(name);
  }
  const named = await caches.open(NAMED);
  for (const request of await named.keys()) {
    if (!needed.has(new URL(request.url).pathname)) await named.delete(request);
  }
}

/** What is kept of this build under a path; a file that is named by its content, of any build. */
export function kept(path: string): Promise<Response | undefined> {
  const cacheName = isNamedByContent(path) ? NAMED : pages;
  return caches.match(path, { cacheName, ignoreVary: true });
}

export const isNamedByContent = (path: string): boolean =>
  path.startsWith('/_next/static/') || path.startsWith('/engine/');

/** Is it one of the few files without a page of their own, such as icons? */
export const isPlain = (path: string): boolean => plain.includes(path);

async function fetchInto(
  name: string,
  paths: readonly string[],
  from: 'reload' | 'default',
): Promise<void> {
  const cache = await caches.open(name);
  const waiting = [...paths];
  const work = async (): Promise<void> => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (await cache.match(path, { ignoreVary: true })) continue;
      const response = await fetch(path, { cache: from, credentials: 'same-origin' });
      if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
      await cache.put(path, response);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}
