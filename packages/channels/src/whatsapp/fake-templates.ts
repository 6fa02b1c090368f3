import { type Fields, fields, list, text } from '@frontdesk/connector-kit/lenient-json';

const body = (words: string) => ({ type: 'BODY', text: words });

type FakeTemplate = {
  readonly name: string;
  readonly language: string;
  readonly status: string;
  readonly category: string;
  readonly components: readonly Readonly<Record<string, unknown>>[];
};

/** What an account of the fake has had approved, and what not: one of each kind that Meta lists. */
const TEMPLATES: readonly FakeTemplate[] = [
  {
    name: 'follow_up',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    components: [
      body('Hi {{1}}, about what you asked us: {{2}} Write back here and we will go on.'),
      { type: 'FOOTER', text: 'You wrote to us on WhatsApp' },
    ],
  },
  {
    name: 'visit_reminder',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Your visit on {{day}}' },
      body('Hello {{customer_name}}, we expect you at {{time}}.'),
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'I will be there' }] },
    ],
  },
  {
    name: 'thanks',
    language: 'en_US',
    status: 'APPROVED',
    category: 'MARKETING',
    components: [body('Thank you for your visit. See you again soon!')],
  },
  {
    name: 'menu_of_the_week',
    language: 'en_US',
    status: 'APPROVED',
    category: 'MARKETING',
    components: [{ type: 'HEADER', format: 'IMAGE' }, body('This week on the menu: {{1}}')],
  },
  {
    name: 'sign_in_code',
    language: 'en_US',
    status: 'APPROVED',
    category: 'AUTHENTICATION',
    components: [body('{{1}} is your code.')],
  },
  {
    name: 'not_yet_approved',
    language: 'en_US',
    status: 'PENDING',
    category: 'UTILITY',
    components: [body('Hi {{1}}')],
  },
];

/** Few, so that whoever lists them has to ask for the next page. */
const PAGE = 2;

/** An account whose id ends so has had none approved yet. */
export const WITHOUT_TEMPLATES = '000';

/** A page as Meta answers it: `paging.next` only where there is one. */
export function fakeTemplatePage(accountId: string, query: URLSearchParams): object {
  const status = query.get('status');
  const all = accountId.endsWith(WITHOUT_TEMPLATES)
    ? []
    : TEMPLATES.filter((one) => status === null || one.status === status);
  const from = Number(query.get('after') ?? 0);
  const end = from + PAGE;
  return {
    data: all.slice(from, end).map((one, at) => ({ ...one, id: String(from + at + 1) })),
    paging: {
      cursors: { before: String(from), after: String(end) },
      ...(end < all.length && { next: 'https://graph.example/next' }),
    },
  };
}

/** What a send of a template puts on the phone; a number is Meta's code for why it does not. */
export function fakeTemplateText(accountId: string, given: Fields): string | number {
  const asked = fields(given['language'])['code'];
  const found = TEMPLATES.find((one) => one.name === given['name'] && one.language === asked);
  if (found?.status !== 'APPROVED' || accountId.endsWith(WITHOUT_TEMPLATES)) return 132001;
  const parts = list(given['components']).map(fields);
  const lines = found.components.map((component) => {
    const type = text(component['type']);
    const part = parts.find((one) => text(one['type']).toUpperCase() === type);
    return filled(text(component['text']), list(part?.['parameters']).map(fields));
  });
  return lines.includes(null) ? 132000 : lines.filter((line) => line !== '').join('\n\n');
}

/** Null where the number of values or their names are not those of the blanks. */
function filled(words: string, values: readonly Fields[]): string | null {
  const names = [...new Set([...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name))];
  if (names.length !== values.length) return null;
  const byName = new Map(
    values.map((one, at) => [text(one['parameter_name']) || String(at + 1), text(one['text'])]),
  );
  if (!names.every((name) => (byName.get(name) ?? '') !== '')) return null;
  return words.replace(/\{\{(\w+)\}\}/g, (_, name: string) => byName.get(name) ?? '');
}
