import { expect, it } from 'vitest';
import { nextAddress } from './next-address.ts';

const after = (next: string): string =>
  nextAddress({ search: `?next=${encodeURIComponent(next)}`, origin: 'https://desk.example' });

it.each(['/', '/inbox?view=mine#last', '/settings/team'])('%s is where one was', (next) => {
  expect(after(next)).toBe(`https://desk.example${next}`);
});

it.each([
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  '/\n/evil.example/',
  '/\r\\evil.example/',
  'https://evil.example/',
  'javascript:alert(1)',
  '/..//evil.example/',
  'inbox',
])('%j leads to nobody else', (next) => {
  const url = new URL(after(next), 'https://desk.example/sign-in');
  expect(url.origin).toBe('https://desk.example');
});

it('is the inbox where nothing is said', () => {
  expect(nextAddress({ search: '', origin: 'https://desk.example' })).toBe('https://desk.example/');
});
