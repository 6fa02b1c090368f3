import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SYNCED_TEXT_CHARS } from './entities.ts';
import { preview, storable, syncedText } from './text.ts';

describe('text', () => {
  it('keeps everything a person typed but NUL and lone surrogates', () => {
    expect(storable('a\0b')).toBe('a\uFFFDb');
    expect(storable('x\uD83Dy')).toBe('x\uFFFDy');
    expect(storable('مرحبا 😬 \u202Eabc\u202C 東京')).toBe('مرحبا 😬 \u202Eabc\u202C 東京');
  });

  it('is well formed after storing, for any string at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (s) => {
        const kept = storable(s);
        return kept.isWellFormed() && !kept.includes('\0') && kept.length === s.length;
      }),
    );
  });

  it('replicates whole up to its cap and says when it is cut', () => {
    const fits = 'x'.repeat(SYNCED_TEXT_CHARS);
    expect(syncedText(fits)).toEqual({ text: fits, truncated: false });
    expect(syncedText(`${fits}y`)).toEqual({ text: fits, truncated: true });
  });

  it('is never cut inside a surrogate pair', () => {
    const { text } = syncedText(`${'x'.repeat(SYNCED_TEXT_CHARS - 1)}😬${'y'.repeat(10)}`);
    expect(text.isWellFormed()).toBe(true);
    expect(preview('😬'.repeat(500)).isWellFormed()).toBe(true);
  });

  it('previews as one short line', () => {
    expect(preview('  Hi\n\n there\t!')).toBe('Hi there !');
    expect(preview('w'.repeat(1_000))).toHaveLength(160);
  });
});
