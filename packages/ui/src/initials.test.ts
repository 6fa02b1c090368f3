import { describe, expect, it } from 'vitest';
import { initials } from './initials.ts';

describe('initials', () => {
  it('take the first and the last word', () => {
    expect(initials('Daniel Okafor')).toBe('DO');
    expect(initials('Anna Maria de Souza')).toBe('AS');
  });
  it('are one character for names written without spaces in them', () => {
    expect(initials('佐藤 健')).toBe('佐');
  });
  it('keep a letter and its marks together', () => {
    expect(initials('นภัสสร พรหมมา')).toBe('นพ');
    expect(initials('Éric Ångström')).toBe('ÉÅ');
  });
  it('are the last two digits of a phone number', () => {
    expect(initials('+1 416 555 0142')).toBe('42');
  });
  it('are a question mark when there is no name', () => {
    expect(initials('  ')).toBe('?');
    expect(initials('🙂')).toBe('?');
  });
});
