import { expect, it } from 'vitest';
import { contactQuery, contactText } from './contact-search.ts';

it('a contact is found by name, address, and its number from each digit on', () => {
  const mia = { name: 'Mia Côté', phone: '+41 79 12', email: 'mia@mail.test' };
  expect(contactText(mia)).toBe('Mia Côté mia@mail.test 417912 17912 7912 912');
  expect(contactText({ name: 'Ken', phone: null, email: null })).toBe('Ken ');
});

it('of what looks like a number the digits are searched for', () => {
  expect(contactQuery('+41 (79) 12')).toBe('417912');
  expect(contactQuery('Mia 7')).toBe('Mia 7');
});
