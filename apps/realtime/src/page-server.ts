import { join } from 'node:path';
import type { Log } from '@frontdesk/core/log';
import type { Settings } from '@frontdesk/core/settings';
import { BuiltFiles } from './http/built-files.ts';
import { pageHeaders, readScriptHashes } from './http/page-headers.ts';
import { PageProxy } from './http/page-proxy.ts';

const WEB = join(import.meta.dirname, '../../web');

/** How the page server was started, as it says in its own environment. */
export type PageEnvironment = {
  /** Pages come from the development server: there are no hashes, and their scripts are made anew each time. */
  readonly isDevelopment: boolean;
  /** The test build, which has the gallery of components, lies beside the shipped one. */
  readonly isTestBuild: boolean;
};

export const readPageEnvironment = (env: NodeJS.ProcessEnv): PageEnvironment => ({
  isDevelopment: env['NODE_ENV'] === 'development',
  isTestBuild: env['FRONTDESK_GALLERY'] === '1',
});

/** Where pages and what they load come from. */
export type Pages = { readonly proxy: PageProxy; readonly files: BuiltFiles };

/**
 * The way to the page server, and the files that its build left for us to serve; undefined when this process has none behind it.
 * @throws when the built pages' hashes are missing.
 */
export function openPages(
  settings: Pick<Settings, 'webUrl' | 'publicUrl'>,
  { isDevelopment, isTestBuild }: PageEnvironment,
  log: Log,
): Pages | undefined {
  if (settings.webUrl === undefined) return undefined;
  const build = join(WEB, isTestBuild ? '.next-gallery' : '.next');
  const scriptHashes = isDevelopment ? undefined : readScriptHashes(build);
  const isHttps = settings.publicUrl?.startsWith('https:') ?? false;
  const addHeaders = pageHeaders({ scriptHashes, isHttps });
  return {
    proxy: new PageProxy({
      target: settings.webUrl,
      addHeaders,
      takesUpgrades: isDevelopment,
      log,
    }),
    files: new BuiltFiles({
      folder: isDevelopment ? join(build, 'development') : build,
      addHeaders,
      isDevelopment,
    }),
  };
}
