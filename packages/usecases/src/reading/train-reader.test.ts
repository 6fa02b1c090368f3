import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pokeForgotten } from '../clock/due-work.ts';
import { Desk } from '../testing/desk.ts';
import { type Death, dyingDb, pausingDb } from '../testing/dying-db.ts';
import { CLUB_INTENTS, teach } from '../testing/teach.ts';
import { trainReaderOf } from './train-reader.ts';
import { wantTraining } from './want-training.ts';

let desk: Desk;
let organizationId: string;

beforeAll(async () => {
  desk = await Desk.open();
  organizationId = desk.organizationId;
  await teach(desk, CLUB_INTENTS);
});
afterAll(() => desk.close());

const state = () =>
  desk.deps.db.asWorker((tx) => tx.readerModel.findUniqueOrThrow({ where: { organizationId } }));
const want = () => desk.deps.db.asWorker((tx) => wantTraining(tx, organizationId));

/** As if nothing had been done for that long. */
const age = (minutes: number) =>
  desk.deps.db.asWorker(
    (tx) => tx.$executeRaw`
    update reader_models set updated_at = updated_at - ${minutes}::int * interval '1 minute'`,
  );

describe('training', () => {
  it('learns what is wanted, and says what it has learnt', async () => {
    const { wanted, trained, trainedAt, bytes, metrics, error } = await state();
    expect([trained, error]).toEqual([wanted, null]);
    expect(trainedAt).toBeInstanceOf(Date);
    expect(bytes?.length).toBeGreaterThan(100);
    expect(metrics).toMatchObject({ examples: 24, intents: 3, threshold: expect.any(Number) });
  });

  it('with nothing new to learn does nothing', async () => {
    const before = await state();
    expect(await trainReaderOf(desk.deps, organizationId)).toBe(null);
    expect(await state()).toEqual(before);
    expect(await trainReaderOf(desk.deps, await desk.organization())).toBe(null);
  });

  it('goes on at once with what has changed while it learnt', async () => {
    await want();
    const { db, reached, go } = pausingDb(desk.deps.db, 1);
    const training = trainReaderOf({ ...desk.deps, db }, organizationId);
    await reached;
    await want();
    go();
    expect(await training).toBe(0);
    const { wanted, trained } = await state();
    expect(wanted - trained).toBe(1);
    expect(await trainReaderOf(desk.deps, organizationId)).toBe(null);
    expect((await state()).trained).toBe(wanted);
  });

  it('never puts an older reader in a newer one’s place', async () => {
    await want();
    const { db, reached, go } = pausingDb(desk.deps.db, 1);
    const slow = trainReaderOf({ ...desk.deps, db }, organizationId);
    await reached;
    await want();
    await trainReaderOf(desk.deps, organizationId);
    const newer = await state();
    go();
    expect(await slow).toBe(null);
    expect(await state()).toEqual(newer);
  });

  it('that is stopped says so and leaves no word of it', async () => {
    await want();
    const stopping = AbortSignal.abort(new Error('stopping'));
    expect(await trainReaderOf(desk.deps, organizationId, stopping)).toBe(0);
    expect((await state()).error).toBe(null);
    await trainReaderOf(desk.deps, organizationId);
  });

  it.each<Death>(
    [0, 1].flatMap((at) =>
      (['before', 'rolled-back', 'committed'] as const).map((when) => ({ at, when })),
    ),
  )('that is killed at transaction $at, $when, is done by the next', async (death) => {
    await want();
    const { db, died } = dyingDb(desk.deps.db, death);
    await Promise.race([died, trainReaderOf({ ...desk.deps, db }, organizationId)]);
    await trainReaderOf(desk.deps, organizationId);
    const { wanted, trained } = await state();
    expect(trained).toBe(wanted);
  });
});

describe('a training that nobody is at', () => {
  const poked = async () => {
    // What was asked for by the change itself may be due by now, or not yet.
    await desk.deps.db.asWorker((tx) => tx.outbox.deleteMany());
    await desk.deps.db.asWorker((tx) => pokeForgotten(tx));
    return (await desk.takeJobs()).filter(({ job }) => job === 'train-reader');
  };

  it('is asked for again after a while, and after a failure later than that', async () => {
    await age(60);
    expect(await poked()).toEqual([]);
    await want();
    expect(await poked()).toEqual([]);
    await age(1);
    expect(await poked()).toMatchObject([{ lane: organizationId, organizationId }]);
    await desk.deps.db.asWorker((tx) =>
      tx.readerModel.update({ where: { organizationId }, data: { error: 'out of memory' } }),
    );
    await age(1);
    expect(await poked()).toEqual([]);
    await age(10);
    expect(await poked()).toHaveLength(1);
    await trainReaderOf(desk.deps, organizationId);
    expect((await state()).error).toBe(null);
  });
});

describe('what changes in one go', () => {
  it('is learnt in one go', async () => {
    await desk.deps.db.asWorker(async (tx) => {
      await tx.outbox.deleteMany();
      await wantTraining(tx, organizationId);
      await wantTraining(tx, organizationId);
    });
    const waiting = await desk.deps.db.asWorker((tx) =>
      tx.outbox.count({ where: { job: 'train-reader', lane: organizationId } }),
    );
    expect(waiting).toBe(1);
  });
});
