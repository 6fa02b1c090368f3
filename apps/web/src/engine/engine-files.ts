/** Addresses of what the workers are made of, below `/engine/` of our own origin. */
export type EngineFiles = {
  readonly engineWorker: string;
  readonly storeWorker: string;
  /** The SharedWorker that brings tabs and their leader together. */
  readonly switchboard: string;
  /** PGlite's program and its file system. */
  readonly program: string;
  readonly fileSystem: string;
  /** A data directory with our tables in it (tar), so that no browser ever runs initdb. */
  readonly dataDirectory: string;
};

/** Where they are in development, made anew under the same names. */
const DEVELOPMENT: EngineFiles = {
  engineWorker: '/engine/engine-worker.js',
  storeWorker: '/engine/store-worker.js',
  switchboard: '/engine/switchboard-worker.js',
  program: '/engine/pglite.wasm',
  fileSystem: '/engine/pglite.data',
  dataDirectory: '/engine/data-directory.tar',
};

/**
 * The workers that this page was built with. Fixed in the page's script, so that a page of an older build never starts a
 * newer worker, nor one that it would have to ask for by name first.
 */
export const ENGINE_FILES: EngineFiles =
  process.env.NEXT_PUBLIC_ENGINE_FILES === undefined
    ? DEVELOPMENT
    : (JSON.parse(process.env.NEXT_PUBLIC_ENGINE_FILES) as EngineFiles);
