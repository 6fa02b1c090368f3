import type { FoundTemplates } from '@frontdesk/connector-kit/channel';
import { must } from '@frontdesk/core/assert';
import type { MessageTemplate } from '@frontdesk/core/message-template';
import { afterEach, describe, expect, test } from 'vitest';
import { type World, endWorlds, http, run, send, world } from '../fake-world.fixture.ts';

afterEach(endWorlds);

const ACCOUNT = { businessAccountId: '880001' };

async function page({ channel, creds, fake }: World, after: string | null) {
  const { request, read } = must(http(channel).templates, 'templates');
  const prepared = request(after, creds, fake.baseUrl('whatsapp'));
  if (!prepared.ok) throw new Error(prepared.error.why);
  const ran = await run(prepared.request);
  return must(ran.ok ? read(ran.response) : null, 'answer');
}

async function all(here: World): Promise<{ templates: MessageTemplate[]; others: number }> {
  const templates: MessageTemplate[] = [];
  let others = 0;
  for (let after: string | null | undefined = null; after !== undefined;) {
    const found: FoundTemplates = await page(here, after);
    if (!found.ok) throw new Error(found.why);
    templates.push(...found.templates);
    others += found.others;
    after = found.after ?? undefined;
  }
  return { templates, others };
}

describe('the templates of a WhatsApp account', () => {
  test('are the approved ones that words can fill, page by page; the others are counted', async () => {
    const { templates, others } = await all(await world('whatsapp', {}, ACCOUNT));
    expect(templates.map(({ name }) => name)).toEqual(['follow_up', 'visit_reminder', 'thanks']);
    expect(others).toBe(2);
    expect(templates[1]).toEqual({
      name: 'visit_reminder',
      language: 'en_US',
      category: 'UTILITY',
      header: 'Your visit on {{day}}',
      body: 'Hello {{customer_name}}, we expect you at {{time}}.',
      footer: null,
      buttons: ['I will be there'],
    });
  });

  test('are none where none is approved', async () => {
    const here = await world('whatsapp', {}, { businessAccountId: '880000' });
    expect(await all(here)).toEqual({ templates: [], others: 0 });
  });

  test('cannot be asked for without the account’s id, and that is said', async () => {
    const here = await world('whatsapp', {}, { businessAccountId: undefined });
    const { request } = must(http(here.channel).templates, 'templates');
    expect(request(null, here.creds, 'http://x')).toMatchObject({
      ok: false,
      error: { why: expect.stringContaining('Business Account ID') },
    });
  });

  test('that cannot be listed say why', async () => {
    const here = await world('whatsapp', {}, ACCOUNT);
    here.fake.faults.plan({
      operation: 'list',
      fault: { kind: 'refuse', as: 'token-invalid' },
    });
    expect(await page(here, null)).toMatchObject({
      ok: false,
      why: expect.stringContaining('access token'),
    });
  });

  test('arrive filled, whether their blanks have places or names', async () => {
    const here = await world('whatsapp', {}, ACCOUNT);
    const values = (...pairs: [string | null, string][]) =>
      pairs.map(([name, text]) => ({ name, text }));
    await send(here, {
      template: {
        name: 'follow_up',
        language: 'en_US',
        header: [],
        body: values([null, 'Ada'], [null, 'bay 3.']),
      },
    });
    await send(here, {
      template: {
        name: 'visit_reminder',
        language: 'en_US',
        header: values(['day', 'Friday']),
        body: values(['customer_name', 'Ada'], ['time', '10:00']),
      },
    });
    expect(here.fake.received('whatsapp', here.accountId).map((one) => one.text)).toEqual([
      'Hi Ada, about what you asked us: bay 3. Write back here and we will go on.\n\nYou wrote to us on WhatsApp',
      'Your visit on Friday\n\nHello Ada, we expect you at 10:00.',
    ]);
  });

  test('that are not approved, or filled with too little, are refused', async () => {
    const here = await world('whatsapp', {}, ACCOUNT);
    const template = { language: 'en_US', header: [], body: [] };
    const refused = async (name: string) => send(here, { template: { ...template, name } });
    expect(await refused('not_yet_approved')).toMatchObject({ kind: 'rejected', code: '132001' });
    expect(await refused('follow_up')).toMatchObject({ kind: 'rejected', code: '132000' });
  });
});
