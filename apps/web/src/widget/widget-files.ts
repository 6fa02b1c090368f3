import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

/** Runs while pages are built or in development, with the package as its folder: what it makes is served as static files. */
const SOURCES = path.join(process.cwd(), 'src/widget');

/** The modules of the visitor's frame, by the name that the browser asks for. */
export const FRAME_MODULES = [
  'frame.js',
  'conversation.js',
  'message-list.js',
  'visitor-store.js',
  'socket.io.js',
] as const;

/** A source without its types; blank lines stand where types were, so comments are dropped with them. */
async function script(name: string): Promise<string> {
  const source = await readFile(path.join(SOURCES, `${name}.ts`), 'utf8');
  const stripped = stripTypeScriptTypes(source).replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'");
  return stripped.replace(/^\s*(?:\/\/.*|\/\*\*[\s\S]*?\*\/\s*)?\n/gm, '');
}

async function socketIo(): Promise<string> {
  const entry = createRequire(path.join(process.cwd(), 'package.json')).resolve(
    'socket.io-client/package.json',
  );
  const bundle = await readFile(
    path.join(path.dirname(entry), 'dist/socket.io.esm.min.js'),
    'utf8',
  );
  return bundle.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
}

export const loaderScript = (): Promise<string> => script('loader');

export function frameModule(file: string): Promise<string> {
  return file === 'socket.io.js' ? socketIo() : script(file.replace(/\.js$/, ''));
}
