import path from 'node:path';
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown';

const SOURCES = path.join(import.meta.dirname, '../src');

/** PGlite asks for these under Node alone, behind a check. */
const NODE_ONLY =
  /^(?:node:.*|fs|fs\/promises|util|zlib|path|url|module|stream|stream\/promises)$|\/nodefs\.js$/;

export type BundleOptions = {
  /** `iife` for a service worker, which is no module. */
  readonly format: 'esm' | 'iife';
  readonly development: boolean;
  /** Names that stand for a piece of source, such as a list in JSON. */
  readonly define?: Readonly<Record<string, string>>;
};

/** How rolldown makes one file of an entry below `src`. */
export function bundleOptions(
  entry: string,
  { format, development, define = {} }: BundleOptions,
): { readonly input: InputOptions; readonly output: OutputOptions } {
  const environment = JSON.stringify(development ? 'development' : 'production');
  return {
    input: {
      input: path.join(SOURCES, entry),
      platform: 'browser',
      external: NODE_ONLY,
      // PGlite has one, on a path that is not taken.
      checks: { eval: false },
      transform: { define: { 'process.env.NODE_ENV': environment, ...define } },
    },
    output: {
      format,
      minify: !development,
      codeSplitting: false,
      sourcemap: development ? 'inline' : false,
    },
  };
}

/** One file, whatever it imports: a worker that starts without a network must not ask for a second one. */
export async function bundle(entry: string, options: BundleOptions): Promise<Buffer> {
  const { input, output } = bundleOptions(entry, options);
  const build = await rolldown(input);
  const result = await build.generate(output);
  await build.close();
  return Buffer.from(result.output[0].code);
}
