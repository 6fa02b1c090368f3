import { channelOf } from '@frontdesk/channels/registry';
import { createDb, type Db } from '@frontdesk/db/client';
import { createDatabase, type TestDatabase } from '@frontdesk/testkit/postgres';
import { readSettings, type Settings } from '@frontdesk/core/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '@frontdesk/queue/silent-log';
import { Readers } from '../reading/readers.ts';
import { openInboxAccess } from '../inboxes/inbox-access.ts';
import { SealingKey } from '../sealing.ts';
import { DEMO_INBOXES, DEMO_PEOPLE } from './cast.ts';
import { seedDemo } from './seed-demo.ts';
import { isDemoWorkspace, wipeDemo } from './wipe-demo.ts';

const sealing = new SealingKey('ab'.repeat(32));
let database: TestDatabase;
let db: Db;
let settings: Settings;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url });
  const read = readSettings({ PORT: '3999' });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  settings = read.settings;
  const readers = new Readers({ db, log: silentLog });
  await seedDemo({ db, sealing, settings, readers, log: silentLog, now: () => new Date() });
}, 120_000);

afterAll(async () => {
  await db.close();
  await database.drop();
});

describe('the seeded demo workspace', () => {
  it('has its people, its inboxes and every conversation of the plan', async () => {
    const counts = await db.asWorker(async (tx) => ({
      members: await tx.membership.count(),
      inboxes: await tx.inbox.count(),
      contacts: await tx.contact.count(),
      conversations: await tx.conversation.count(),
      messages: await tx.message.count(),
    }));
    expect(counts.members).toBe(DEMO_PEOPLE.length);
    expect(counts.inboxes).toBe(DEMO_INBOXES.length);
    expect(counts.contacts).toBe(400);
    expect(counts.conversations).toBeGreaterThan(550);
    expect(counts.messages).toBeGreaterThan(4_500);
  });

  it('numbers each timeline without a hole and agrees with its conversation', async () => {
    const wrong = await db.asWorker(
      (tx) => tx.$queryRaw<{ id: string }[]>`
      select c.id from conversations c join (
        select conversation_id, count(*) as n, max(number) as top from (
          select conversation_id, number from messages union all
          select conversation_id, number from notes union all
          select conversation_id, number from timeline_events) t group by 1) t on t.conversation_id = c.id
      where t.n <> c.last_number or t.top <> c.last_number`,
    );
    expect(wrong).toEqual([]);
  });

  it('says in each conversation who wrote its last message', async () => {
    const wrong = await db.asWorker(
      (tx) => tx.$queryRaw<{ id: string }[]>`
      select c.id from conversations c join (
        select distinct on (conversation_id) * from messages order by conversation_id, number desc
      ) m on m.conversation_id = c.id
      where (c.last_message_direction, c.last_message_author_kind, c.last_message_author_id)
        is distinct from (m.direction, m.author_kind, m.author_id)`,
    );
    expect(wrong).toEqual([]);
  });

  it('connects every inbox to the built-in vendors with credentials that its channel takes', async () => {
    await db.asWorker(async (tx) => {
      for (const inbox of await tx.inbox.findMany()) {
        const channel = channelOf(inbox.channel);
        if (!channel) throw new Error(`no channel ${inbox.channel}`);
        const access = await openInboxAccess(tx, sealing, channel, inbox.id);
        expect(channel.credentials.schema.safeParse(access?.creds).success, inbox.name).toBe(true);
        expect(access?.baseUrl).toBe(`${settings.baseUrl}/demo/vendor/${inbox.channel}`);
      }
    });
  });

  it('shows an agent something unread and something that failed', async () => {
    await db.asWorker(async (tx) => {
      expect(await tx.send.count({ where: { state: 'DEAD' } })).toBeGreaterThan(0);
      expect(await tx.send.count({ where: { state: 'UNCERTAIN' } })).toBeGreaterThan(0);
      const waiting = await tx.conversation.count({ where: { NOT: { waitingSince: null } } });
      expect(waiting).toBeGreaterThan(10);
    });
  });
});

describe('clearing the demo workspace', () => {
  it('takes every customer and all they said, keeps the team and its inboxes, and is told to replicas', async () => {
    const deleted: string[] = [];
    const deps = {
      db,
      bus: {
        publish: async () => undefined,
        subscribe: () => () => undefined,
        close: async () => undefined,
      },
      files: {
        put: () => Promise.reject(new Error('nothing is stored')),
        open: async () => null,
        delete: async (key: string) => void deleted.push(key),
      },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    };
    const organization = await db.asWorker((tx) => tx.organization.findFirstOrThrow());
    expect(await db.asWorker((tx) => isDemoWorkspace(tx, organization.id))).toBe(true);
    await wipeDemo(deps, organization.id);
    await db.asWorker(async (tx) => {
      const left = await Promise.all([
        tx.conversation.count(),
        tx.message.count(),
        tx.contact.count(),
        tx.contactCard.count(),
        tx.channelIdentity.count(),
        tx.send.count(),
        tx.readState.count(),
      ]);
      expect(left).toEqual([0, 0, 0, 0, 0, 0, 0]);
      expect(await tx.inbox.count()).toBe(DEMO_INBOXES.length);
      expect(await tx.membership.count()).toBe(DEMO_PEOPLE.length);
      const told = await tx.$queryRaw<{ n: bigint }[]>`
        select count(*) as n from sync_change where entity = 'conversations' and op = 'D'`;
      expect(Number(told[0]?.n)).toBeGreaterThan(550);
    });
  });
});
