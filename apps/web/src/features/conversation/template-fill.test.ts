import type { MessageTemplate } from '@frontdesk/core/message-template';
import { expect, it } from 'vitest';
import { blankLabel, offered, prefill } from './template-fill.ts';

const template = (fields: Partial<MessageTemplate>): MessageTemplate => ({
  name: 'x',
  language: 'en_US',
  category: 'UTILITY',
  header: null,
  body: 'Hi',
  footer: null,
  buttons: [],
  ...fields,
});

const ADA = {
  'contact.name': 'Ada Lovelace',
  'contact.firstName': 'Ada',
  'contact.email': null,
  'contact.phone': '+15550100001',
  'conversation.subject': null,
  'inbox.name': 'Front',
  'organization.name': 'Fairway',
};

it('a blank after a greeting is the customer’s name, and the last free one takes the text in one line', () => {
  const filled = prefill(
    template({ body: 'Hi {{1}}, about that: {{2}} Bye.' }),
    ADA,
    'Bay 3\nis free',
  );
  expect(filled).toEqual({ 'body.1': 'Ada', 'body.2': 'Bay 3 is free' });
});

it('named blanks are filled by their names; what nobody knows stays empty', () => {
  const body = 'Hello {{customer_name}} of {{company_name}}, at {{time}} or {{email}}.';
  expect(prefill(template({ header: 'On {{day}}', body }), ADA, '10:00')).toEqual({
    'header.day': '',
    'body.customer_name': 'Ada Lovelace',
    'body.company_name': 'Fairway',
    'body.time': '10:00',
    'body.email': '',
  });
});

it('a lone blank far into the text takes the text and no name', () => {
  const body = 'We are writing about what you asked us some time ago. {{1}}';
  expect(prefill(template({ body }), ADA, 'Yes')).toEqual({ 'body.1': 'Yes' });
});

it('the customer’s language comes first, and then what can carry a text', () => {
  const rows = [
    template({ name: 'plain' }),
    template({ name: 'text', body: 'So: {{1}} and on and on. {{2}}' }),
    template({ name: 'thai', language: 'th' }),
  ];
  expect(offered(rows, 'th').map(({ name }) => name)).toEqual(['thai', 'text', 'plain']);
  expect(offered(rows, null)[0]?.name).toBe('text');
});

it('a field says which blank it is', () => {
  expect(blankLabel({ key: 'header.1', where: 'header', name: '1' })).toBe('Blank 1 (heading)');
  expect(blankLabel({ key: 'body.customer_name', where: 'body', name: 'customer_name' })).toBe(
    'customer name',
  );
});
