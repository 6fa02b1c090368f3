import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call, signUp } from './testing/caller.ts';

let world: ApiWorld;
let token: string;

beforeAll(async () => {
  world = await openApiWorld();
  token = (await signUp(world)).token;
  for (const name of ['VIP', 'Member']) {
    await call(world, 'POST', '/api/v1/tags', { token, body: { name } });
  }
});
afterAll(() => world.close());

const importCsv = (body: string | FormData, type = 'text/csv') =>
  call(world, 'POST', '/api/v1/contacts/import', {
    token,
    body,
    headers: typeof body === 'string' ? { 'content-type': type } : {},
  });
const exportCsv = () => call(world, 'GET', '/api/v1/contacts/export', { token });

describe('an import', () => {
  it('takes the good rows and reports the others by their number', async () => {
    const report = await importCsv(
      [
        'Name,Phone,Email,Language,Tags,Unknown column',
        'Ada Lovelace,+1 (416) 555-0142,ada@club.example,en,VIP; Member,x',
        ',+14165550143,,,,',
        'Ben,12345,not-an-address,,,',
        '',
        'Chen,,,,Nobody knows,',
        '"Dee ""D"" Quoted, Jr.",,dee@club.example,,,',
      ].join('\r\n'),
    );
    expect(report.status).toBe(200);
    expect(report.body).toMatchObject({ imported: 2, skipped: 0, failed: 3 });
    expect(report.body.errors).toMatchObject([
      { row: 3, errors: [{ field: 'name' }] },
      { row: 4, errors: [{ field: 'phone' }, { field: 'email' }] },
      { row: 6, errors: [{ field: 'tags', message: 'There is no tag Nobody knows' }] },
    ]);
    const ada = await call(world, 'GET', '/api/v1/contacts?q=lovelace', { token });
    expect(ada.body.data).toMatchObject([
      {
        name: 'Ada Lovelace',
        phone: '+14165550142',
        tagIds: [expect.any(String), expect.any(String)],
      },
    ]);
  });

  it('does no harm a second time', async () => {
    const csv = 'name,email\nEve,eve@club.example\nEve again,EVE@club.example\n';
    expect((await importCsv(csv)).body).toMatchObject({ imported: 1, skipped: 1 });
    expect((await importCsv(csv)).body).toMatchObject({ imported: 0, skipped: 2 });
  });

  it('reads semicolons, a byte order mark and a part of a form', async () => {
    const csv = '\uFEFFname;phone\nFay;+14165550150\n';
    const form = new FormData();
    form.set('file', new File([csv], 'contacts.csv', { type: 'text/csv' }));
    expect((await importCsv(form)).body).toMatchObject({ imported: 1, failed: 0 });
  });

  it.each([
    ['no column for the name', 'phone\n+14165550142\n', 'text/csv', 400],
    ['another type', '{}', 'application/json', 415],
    ['a quote that never ends', 'name\n"Gus', 'text/csv', 400],
  ])('refuses %s', async (_, body, type, status) => {
    expect((await importCsv(body, type)).status).toBe(status);
  });

  it('refuses more than it can take', async () => {
    const { status } = await importCsv(`name\n${'x'.repeat(5_000_001)}`);
    expect(status).toBe(413);
  });
});

describe('an export', () => {
  it('holds every contact, in a form that spreadsheets do not run', async () => {
    const formula = '=HYPERLINK("http://evil.example","click")';
    await call(world, 'POST', '/api/v1/contacts', {
      token,
      body: { name: formula, phone: '+14165550199' },
    });
    const answer = await exportCsv();
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="contacts.csv"');
    expect(answer.text).toContain(`"'=HYPERLINK(""http://evil.example"",""click"")",+14165550199,`);
    expect(answer.text).toContain('Ada Lovelace,+14165550142,ada@club.example,en,');
  });

  it('comes back through an import as it was', async () => {
    const before = (await exportCsv()).text;
    const fresh = (await signUp(world)).token;
    for (const name of ['VIP', 'Member']) {
      await call(world, 'POST', '/api/v1/tags', { token: fresh, body: { name } });
    }
    const report = await call(world, 'POST', '/api/v1/contacts/import', {
      token: fresh,
      body: before,
      headers: { 'content-type': 'text/csv' },
    });
    expect(report.body.failed).toBe(0);
    const after = (await call(world, 'GET', '/api/v1/contacts/export', { token: fresh })).text;
    expect(after.split('\r\n').toSorted()).toEqual(before.split('\r\n').toSorted());
  });

  it('goes on over more than one page', async () => {
    const owner = await signUp(world);
    const { organizationId } = owner;
    await world.deps.db.asWorker((tx) =>
      tx.contact.createMany({
        data: Array.from({ length: 1_203 }, (_, n) => ({
          id: crypto.randomUUID(),
          organizationId,
          name: `Contact ${n}`,
        })),
      }),
    );
    const answer = await call(world, 'GET', '/api/v1/contacts/export', { token: owner.token });
    const names = answer.text.trim().split('\r\n').slice(1);
    expect(new Set(names).size).toBe(1_203);
  });
});
