import {
  type MessageTemplate,
  type TemplateBlank,
  type TemplateFill,
  asOneLine,
  templateBlanks,
} from '@frontdesk/core/message-template';
import type { TemplateValues } from '../../replica/template-values.ts';

/** What a name between braces asks for, where vendors' customers name their blanks. */
const NAMES: readonly (readonly [RegExp, keyof TemplateValues])[] = [
  [/first_?name/i, 'contact.firstName'],
  [/(company|business|organi[sz]ation)/i, 'organization.name'],
  [/(phone|number)$/i, 'contact.phone'],
  [/e?mail/i, 'contact.email'],
  [/name$/i, 'contact.name'],
];

/** A blank so near the beginning of the text, with no sentence before it, stands for whom one greets. */
const GREETING = /^[^.!?\n{]{1,24}$/;

function knownFor(
  template: MessageTemplate,
  { where, name }: TemplateBlank,
): keyof TemplateValues | null {
  const named = NAMES.find(([pattern]) => pattern.test(name))?.[1];
  if (named !== undefined) return named;
  const before = template.body.slice(0, template.body.indexOf(`{{${name}}}`));
  return where === 'body' && /^1$/.test(name) && GREETING.test(before) ? 'contact.firstName' : null;
}

/** The blank that takes a whole text: the last one of the body of which nothing is known. */
function freeBlank(template: MessageTemplate): TemplateBlank | undefined {
  return templateBlanks(template).findLast(
    (blank) => blank.where === 'body' && knownFor(template, blank) === null,
  );
}

/** As far as this device can fill it: what is known of the contact, and the text in the blank that takes one. */
export function prefill(
  template: MessageTemplate,
  values: TemplateValues,
  text: string,
): TemplateFill {
  const free = freeBlank(template)?.key;
  return Object.fromEntries(
    templateBlanks(template).map((blank) => {
      const known = knownFor(template, blank);
      const value = blank.key === free ? text : known === null ? '' : (values[known] ?? '');
      return [blank.key, asOneLine(value)];
    }),
  );
}

/** Those in the customer's language first, and of them those that can carry a text. */
export function offered(
  templates: readonly MessageTemplate[],
  language: string | null,
): readonly MessageTemplate[] {
  const own = language?.slice(0, 2).toLowerCase();
  const weight = (one: MessageTemplate) =>
    (one.language.slice(0, 2).toLowerCase() === own ? 2 : 0) +
    (freeBlank(one) === undefined ? 0 : 1);
  return templates.toSorted((a, b) => weight(b) - weight(a));
}

/** What a field for a blank is called. */
export const blankLabel = ({ where, name }: TemplateBlank): string => {
  const words = /^\d+$/.test(name) ? `Blank ${name}` : name.replaceAll('_', ' ');
  return where === 'header' ? `${words} (heading)` : words;
};
