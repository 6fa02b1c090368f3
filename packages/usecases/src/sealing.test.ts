import { describe, expect, it } from 'vitest';
import { SealingKey } from './sealing.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const one = new SealingKey('ab'.repeat(32));
const other = new SealingKey('cd'.repeat(32));

describe('a sealed value', () => {
  it('opens again to the same bytes', () => {
    const sealer = one.for('inbox-credentials');
    for (const text of ['', 'secret', 'ключ 🎉'.repeat(1_000)]) {
      expect(sealer.open(sealer.seal(bytes(text)))).toEqual(Buffer.from(text));
    }
  });

  it('looks different each time and shows nothing of the plain bytes', () => {
    const sealer = one.for('inbox-credentials');
    const [first, second] = [sealer.seal(bytes('secret')), sealer.seal(bytes('secret'))];
    expect(first).not.toEqual(second);
    expect(Buffer.from(first).includes('secret')).toBe(false);
  });

  it('opens for no other purpose', () => {
    const sealed = one.for('inbox-credentials').seal(bytes('secret'));
    expect(() => one.for('signing-key').open(sealed)).toThrow();
  });

  it('says when another key sealed it', () => {
    const sealed = one.for('inbox-credentials').seal(bytes('secret'));
    expect(() => other.for('inbox-credentials').open(sealed)).toThrow('another FRONTDESK_KEY');
  });

  it('does not open when any byte was changed or cut off', () => {
    const sealer = one.for('inbox-credentials');
    const sealed = sealer.seal(bytes('secret'));
    for (let at = 0; at < sealed.length; at += 1) {
      const damaged = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
      expect(() => sealer.open(damaged), `byte ${at}`).toThrow();
      expect(() => sealer.open(sealed.subarray(0, at)), `length ${at}`).toThrow();
    }
  });
});
