import { existsSync } from 'node:fs';

/** Where Debian puts it. */
const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** Chromium as root has no sandbox to offer, and no test needs a screen, a graphics card or the vendor's services. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of this machine: `CHROMIUM_PATH` (set by the test command's set-up), else Debian's; undefined when it has neither. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  return [named, DEBIAN_CHROMIUM].find((path) => path !== undefined && existsSync(path));
}
