import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { step } from '../step.mjs';
import { type Derived, ROOT, markFresh, stateIfStale } from './freshness.ts';
import { Refusal } from './refusal.ts';

const DATABASE_PACKAGE = join(ROOT, 'packages/db');
export const WEB_APP = join(ROOT, 'apps/web');

const PRISMA_CLIENT: Derived = {
  stamp: join(DATABASE_PACKAGE, 'src/generated/.frontdesk-inputs'),
  inputs: ['packages/db/prisma/schema.prisma', 'packages/db/package.json'],
  also: '',
};

const PAGE_SOURCES = [
  'apps/web/**/*',
  'packages/{core,ui,sync,api}/src/**/*',
  'packages/sync/scripts/**/*',
  'pnpm-lock.yaml',
  'tsconfig.base.json',
];

/** Generates the database client when the schema changed. */
export async function generateDatabaseClient(): Promise<void> {
  await whenStale(PRISMA_CLIENT, 'Generating the database client', () => {
    const prisma = packageFile(DATABASE_PACKAGE, 'prisma', 'build/index.js');
    // Generating needs no engine, yet Prisma fetches one unless it is given a program: any will do.
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };
    return run([prisma, 'generate'], DATABASE_PACKAGE, env);
  });
}

/** Builds the pages when a source of theirs changed. With the gallery they are the ones that the tests walk. */
export async function buildPages({ gallery = false } = {}): Promise<void> {
  const folder = gallery ? '.next-gallery' : '.next';
  const pages: Derived = {
    stamp: join(WEB_APP, folder, 'frontdesk-inputs'),
    inputs: PAGE_SOURCES,
    also: folder,
  };
  await whenStale(pages, 'Building the pages', () => {
    rmSync(pages.stamp, { force: true });
    // The package's own script: it does more than Next's build, such as hashing the scripts for the security policy.
    return run(['--run', 'build'], WEB_APP, pageEnvironment(gallery));
  });
}

export function nextProgram(): string {
  return packageFile(WEB_APP, 'next', 'dist/bin/next');
}

export function pageEnvironment(gallery = false): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  return gallery ? { ...env, FRONTDESK_GALLERY: '1' } : env;
}

async function whenStale(derived: Derived, what: string, make: () => Promise<void>): Promise<void> {
  const state = stateIfStale(derived);
  if (state === undefined) return;
  await step(what, make);
  markFresh(derived, state);
}

function packageFile(from: string, name: string, path: string): string {
  const manifest = createRequire(join(from, 'package.json')).resolve(`${name}/package.json`);
  return join(manifest, '..', path);
}

function run(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Refusal(output.join('').trim().split('\n').slice(-40).join('\n')));
    });
  });
}
