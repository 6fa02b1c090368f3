import { describe, expect, it } from 'vitest';
import { knownName } from './contact-name.ts';

describe('the name that a customer is addressed by', () => {
  it('is the one that is shown, in any script', () => {
    expect(knownName(' Ada Byron ')).toBe('Ada Byron');
    expect(knownName('سارة حداد')).toBe('سارة حداد');
    expect(knownName('4 Non Blondes')).toBe('4 Non Blondes');
  });
  it.each(['', ' ', '+15550129999', '🙂', 'Visitor'])('is none where “%s” is shown', (shown) => {
    expect(knownName(shown)).toBe(null);
  });
});
