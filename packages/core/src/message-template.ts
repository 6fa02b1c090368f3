/** A message with blanks that the vendor has approved: all that may be sent where the window for free text is over. */
export type MessageTemplate = {
  readonly name: string;
  /** As the vendor writes it: `en_US`. */
  readonly language: string;
  /** The vendor's own word: `UTILITY`, `MARKETING`. */
  readonly category: string;
  /** The line above the body; null where there is none. */
  readonly header: string | null;
  readonly body: string;
  readonly footer: string | null;
  /** What stands on its buttons. */
  readonly buttons: readonly string[];
};

/** A blank of a template. `key` is unique in it: `header.1`, `body.customer_name`. */
export type TemplateBlank = {
  readonly key: string;
  readonly where: 'header' | 'body';
  /** A place (`1`) or a name (`customer_name`), as it stands between the braces. */
  readonly name: string;
};

/** What its blanks are filled with, by their keys. */
export type TemplateFill = Readonly<Record<string, string>>;

const BLANK = /\{\{\s*(\w+)\s*\}\}/g;
const PARTS = ['header', 'body'] as const;

/** Each blank once, in the order in which they stand. */
export function templateBlanks(
  template: Pick<MessageTemplate, 'header' | 'body'>,
): TemplateBlank[] {
  return PARTS.flatMap((where) => {
    const names = [...(template[where] ?? '').matchAll(BLANK)].map(([, name = '']) => name);
    return [...new Set(names)].map((name) => ({ key: `${where}.${name}`, where, name }));
  });
}

/** The whole text as the customer reads it; a blank that is not filled stands in it as it is. In one pass: braces in a value stay. */
export function templateText(template: MessageTemplate, fill: TemplateFill): string {
  const filled = (where: (typeof PARTS)[number], text: string) =>
    text.replace(BLANK, (whole, name: string) => fill[`${where}.${name}`]?.trim() || whole);
  const { header, body, footer } = template;
  return [header === null ? null : filled('header', header), filled('body', body), footer]
    .filter((part) => part !== null)
    .join('\n\n');
}

/** A value as a blank takes it: Meta refuses line breaks, tabs and more than four spaces in a row. */
export const asOneLine = (text: string): string =>
  text
    .trim()
    .replace(/\s*[\n\r\t]+\s*/g, ' ')
    .replace(/ {5,}/g, ' ');

/** Is every blank filled, and with nothing else? */
export function isFilled(template: MessageTemplate, fill: TemplateFill): boolean {
  const keys = templateBlanks(template).map(({ key }) => key);
  return (
    keys.every((key) => (fill[key] ?? '').trim() !== '') &&
    Object.keys(fill).every((key) => keys.includes(key))
  );
}
