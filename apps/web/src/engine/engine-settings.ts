import type { EngineFiles } from './engine-files.ts';

/** What a page gives its engine worker. */
export type EngineSettings = { readonly files: EngineFiles };
