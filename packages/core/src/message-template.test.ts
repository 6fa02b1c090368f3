import { expect, it } from 'vitest';
import {
  type MessageTemplate,
  asOneLine,
  isFilled,
  templateBlanks,
  templateText,
} from './message-template.ts';

const template: MessageTemplate = {
  name: 'visit',
  language: 'en_US',
  category: 'UTILITY',
  header: 'On {{1}}',
  body: 'Hi {{1}}, bay {{2}} is yours, {{1}}.',
  footer: 'Fairway',
  buttons: [],
};
const fill = { 'header.1': 'Friday', 'body.1': 'Ada', 'body.2': '{{1}}' };

it('a template’s blanks come once each, a header’s apart from the body’s', () => {
  expect(templateBlanks(template).map(({ key }) => key)).toEqual(['header.1', 'body.1', 'body.2']);
});

it('a filled template reads as the customer gets it; braces in a value stay what they are', () => {
  expect(templateText(template, fill)).toBe(
    'On Friday\n\nHi Ada, bay {{1}} is yours, Ada.\n\nFairway',
  );
  expect(templateText(template, {})).toContain('Hi {{1}}, bay {{2}}');
});

it('a template is filled when every blank is, and nothing else', () => {
  expect(isFilled(template, fill)).toBe(true);
  expect(isFilled(template, { ...fill, 'body.2': ' ' })).toBe(false);
  expect(isFilled(template, { ...fill, 'body.3': 'x' })).toBe(false);
});

it('a text becomes a value: one line, without tabs and long gaps', () => {
  expect(asOneLine('  Hello\n\nthere\tAda      yes ')).toBe('Hello there Ada yes');
});
