import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '@frontdesk/core/sync-protocol';

/** What each version of the protocol looked like. A change of shape adds a version; it never edits one that shipped. */
const HASHES: Record<number, string> = { 1: 'b0725f03dfc2c74f', 2: '2fb36d5db70f7e3b' };

/** Comments and layout are no part of the shape, and the columns have a version of their own. */
function shapeOf(file: string): string {
  const source = readFileSync(
    fileURLToPath(import.meta.resolve(`@frontdesk/core/${file}`)),
    'utf8',
  );
  return source
    .replace(/SCHEMA_VERSION = \d+/, '')
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replaceAll(/[\s,]+/g, '');
}

describe('the sync protocol', () => {
  it('changes its version with its shape', () => {
    const hash = createHash('sha256')
      .update(shapeOf('sync-protocol') + shapeOf('sync-schemas'))
      .digest('hex');
    expect(hash.slice(0, 16)).toBe(HASHES[PROTOCOL_VERSION]);
  });
});
