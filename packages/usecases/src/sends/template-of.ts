import type { OutboundTemplate, TemplateValue } from '@frontdesk/connector-kit/channel';
import { fields, list, text, textOrNull } from '@frontdesk/connector-kit/lenient-json';

/** What a message's metadata keeps of the template that it is, so that it can be sent as one; null for free text. */
export function templateOf(metadata: unknown): OutboundTemplate | null {
  const template = fields(fields(metadata)['template']);
  const name = textOrNull(template['name']);
  if (name === null) return null;
  return {
    name,
    language: text(template['language']),
    header: values(template['header']),
    body: values(template['body']),
  };
}

const values = (given: unknown): TemplateValue[] =>
  list(given).map((one) => ({
    name: textOrNull(fields(one)['name']),
    text: text(fields(one)['text']),
  }));

/** Ids of the held messages that this one takes the place of. */
export const replacedBy = (metadata: unknown): string[] =>
  list(fields(metadata)['replaces']).flatMap((id) => textOrNull(id) ?? []);
