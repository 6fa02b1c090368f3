/** A variable in a text that we send: `{{contact.name}}`, with or without spaces inside the braces. */
const VARIABLE = /\{\{\s*([a-z][\w.]*)\s*\}\}/gi;

export type Rendered = {
  readonly text: string;
  /** Variables that have no value, each once, as they stand in the text without braces. */
  readonly missing: readonly string[];
};

/**
 * Fills in a template's variables, in a single pass: braces inside a value stay what they are, so that a customer called
 * `{{contact.email}}` gets nothing filled in. A variable without a value stays in the text and is named in `missing`.
 */
export function renderTemplate(
  template: string,
  values: Readonly<Record<string, string | null | undefined>>,
): Rendered {
  const missing = new Set<string>();
  const text = template.replace(VARIABLE, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value) return value;
    missing.add(name);
    return whole;
  });
  return { text, missing: [...missing] };
}
