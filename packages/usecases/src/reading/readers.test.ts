import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '@frontdesk/db/client';
import { Desk } from '../testing/desk.ts';
import { CLUB_INTENTS, teach } from '../testing/teach.ts';
import { Readers } from './readers.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

const RESET = 'I forgot my password';

/** The database, and how many transactions have been begun on it. */
function counted(db: Db): { readonly db: Db; count: number } {
  const counter = { db, count: 0 };
  counter.db = {
    ...db,
    withOrg(organizationId, work, options) {
      counter.count += 1;
      return db.withOrg(organizationId, work, options);
    },
  };
  return counter;
}

const trained = async (): Promise<string> => {
  const organizationId = await desk.organization();
  await teach(desk, CLUB_INTENTS, organizationId);
  return organizationId;
};

describe('the readers of a process', () => {
  it('know nothing of an organization that has taught nothing', async () => {
    const readers = new Readers(desk.deps);
    const reader = await readers.of(await desk.organization());
    expect([reader.intents, reader.read(RESET).unsure]).toEqual([[], true]);
  });

  it('load a version once, however many ask for it at once, and ask for newer ones each time', async () => {
    const organizationId = await trained();
    const counter = counted(desk.deps.db);
    const readers = new Readers({ ...desk.deps, db: counter.db });
    const first = await Promise.all(Array.from({ length: 8 }, () => readers.of(organizationId)));
    expect(new Set(first).size).toBe(1);
    expect(counter.count).toBe(9);
    expect(await readers.of(organizationId)).toBe(first[0]);
    expect(counter.count).toBe(10);
    await teach(desk, { ...CLUB_INTENTS, lost: ['My glove is gone'] }, organizationId);
    const newer = await readers.of(organizationId);
    expect([first[0]?.intents.length, newer.intents.length]).toEqual([3, 4]);
  });

  it('keep those that were used last, within what they may weigh', async () => {
    const organizations = [await trained(), await trained(), await trained()];
    const [a = '', b = '', c = ''] = organizations;
    const { byteLength } = await new Readers(desk.deps).of(a);
    const readers = new Readers({ ...desk.deps, maxBytes: byteLength * 2.5 });
    const known = { a: await readers.of(a), b: await readers.of(b) };
    expect(await readers.of(a)).toBe(known.a);
    await readers.of(c);
    expect(await readers.of(a)).toBe(known.a);
    expect(await readers.of(b)).not.toBe(known.b);
  });

  it('hold one that is heavier than all may be, while it is used', async () => {
    const organizationId = await trained();
    const readers = new Readers({ ...desk.deps, maxBytes: 1 });
    expect(await readers.of(organizationId)).toBe(await readers.of(organizationId));
  });

  it('have trained anew what another release has written, and are unsure until then', async () => {
    const organizationId = await trained();
    const state = () =>
      desk.deps.db.asWorker((tx) =>
        tx.readerModel.findUniqueOrThrow({ where: { organizationId } }),
      );
    const before = await state();
    await desk.deps.db.asWorker((tx) =>
      tx.readerModel.update({ where: { organizationId }, data: { bytes: Buffer.from('old') } }),
    );
    const readers = new Readers(desk.deps);
    expect((await readers.of(organizationId)).read(RESET).unsure).toBe(true);
    await readers.of(organizationId);
    expect((await state()).wanted).toBe(before.wanted + 1);
    await desk.runLane('train-reader', organizationId);
    expect((await readers.of(organizationId)).read(RESET).unsure).toBe(false);
  });

  it('never mix up two organizations', async () => {
    const one = await trained();
    const other = await desk.organization();
    await teach(desk, { tee_time: ['Book a tee time'], lost: ['My glove is gone'] }, other);
    const readers = new Readers(desk.deps);
    const known = new Set((await readers.of(one)).intents);
    expect((await readers.of(other)).intents.filter((id) => known.has(id))).toEqual([]);
  });
});
