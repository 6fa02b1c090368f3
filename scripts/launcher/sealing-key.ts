import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { DataFolder } from './data-folder.ts';
import { Refusal } from './refusal.ts';

/**
 * The key that seals stored secrets, kept beside the data that it seals: made at the first start, readable by its owner
 * alone. For those who set no FRONTDESK_KEY.
 */
export function keptSealingKey(folder: DataFolder): string {
  const file = folder.file('frontdesk.key');
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const key = readFileSync(file, 'utf8').trim();
  if (/^[\da-f]{64}$/.test(key)) return key;
  // Making a new one would leave every sealed secret unreadable without a word.
  throw new Refusal(`${file} does not hold a key of 64 hexadecimal digits; restore it`);
}
