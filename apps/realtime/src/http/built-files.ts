import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { AddHeaders } from './page-proxy.ts';

/** The service worker's script, at the root so that it may serve every address. */
const SERVICE_WORKER = '/sw.js';
/** The workers, PGlite and its data directory. Their names hold a hash of their content. */
const ENGINE = '/engine/';

const FOR_EVER = 'public, max-age=31536000, immutable';
/** Kept, but asked for anew each time. */
const ALWAYS_ASK = 'no-cache';

const nothingElse = async (): Promise<void> => undefined;

export type BuiltFilesOptions = {
  /** The build's folder, with `engine/` and `sw.js` in it. */
  readonly folder: string;
  readonly addHeaders: AddHeaders;
  /** The names of engine files are the same from build to build, and there is no service worker. */
  readonly isDevelopment: boolean;
};

/**
 * What the page build leaves for browsers to load beside Next's own files, sent as it was compressed then (`.br`, `.gz`).
 * The page server is not asked: it would compress 25 MB anew for each browser.
 */
export class BuiltFiles {
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;

  constructor({ folder, addHeaders, isDevelopment }: BuiltFilesOptions) {
    const files = new Hono();
    const serve = serveStatic({ root: folder, precompressed: true });
    files.use(async (c, next) => {
      await next();
      const headers = addHeaders(c.req.path, c.res.headers.get('content-type') ?? undefined);
      for (const [name, value] of Object.entries(headers)) c.header(name, value);
    });
    files.on('GET', [`${ENGINE}*`, SERVICE_WORKER], async (c) => {
      const answer = await serve(c, nothingElse);
      if (answer === undefined) return c.text('There is no such file in this build.\n', 404);
      // Also where it goes out as it is: a cache between us may have the other one.
      answer.headers.set('vary', 'Accept-Encoding');
      const isNamedByContent = c.req.path !== SERVICE_WORKER && !isDevelopment;
      answer.headers.set('cache-control', isNamedByContent ? FOR_EVER : ALWAYS_ASK);
      if (c.req.path === SERVICE_WORKER) answer.headers.set('service-worker-allowed', '/');
      return answer;
    });
    // Our process has globals of its own to keep.
    const listener = getRequestListener(files.fetch, { overrideGlobalObjects: false });
    this.handle = (req, res) => void listener(req, res);
  }

  /** Whether a path is one of ours. */
  has(path: string): boolean {
    return path === SERVICE_WORKER || path.startsWith(ENGINE);
  }
}
