import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryLog, row } from './memory-log.ts';
import { Ring } from './ring.ts';
import { decideResume } from './resume.ts';
import { WorkspaceTailer } from './tailer.ts';

const open: WorkspaceTailer[] = [];
afterEach(() => open.splice(0).forEach((tailer) => tailer.stop()));

async function tail(log: MemoryLog) {
  const events = { onAdvance: vi.fn(), onReset: vi.fn(), onError: vi.fn() };
  const tailer = await WorkspaceTailer.open('w', log, events);
  open.push(tailer);
  return { tailer, events };
}

describe('a tailer', () => {
  it('reads at a hint what was committed since, once', async () => {
    const log = new MemoryLog();
    log.commit(row('a', 'old'));
    const { tailer } = await tail(log);
    log.commit(row('a', 'one'));
    log.commit(row('a', 'two'));
    tailer.hint();
    await vi.waitFor(() => expect(tailer.tail).toBe(3));
    expect((await tailer.after(1)).map((entry) => entry.entityId)).toEqual(['one', 'two']);
    expect(log.reads).toBe(1);
  });

  it('finds what no hint told of within its poll', async () => {
    const log = new MemoryLog();
    const { tailer, events } = await tail(log);
    log.commit(row('a', 'one'));
    await vi.waitFor(() => expect(events.onAdvance).toHaveBeenCalled(), { timeout: 3_000 });
    expect(tailer.tail).toBe(1);
  });

  it('loses no hint that comes while it reads', async () => {
    const log = new MemoryLog();
    const { tailer } = await tail(log);
    for (let n = 1; n <= 50; n++) {
      log.commit(row('a', String(n)));
      tailer.hint();
      await Promise.resolve();
    }
    await vi.waitFor(() => expect(tailer.tail).toBe(50), { timeout: 500 });
  });

  it('asks the log for what its ring no longer holds', async () => {
    const log = new MemoryLog();
    log.commit(row('a', 'old'));
    const { tailer } = await tail(log);
    expect((await tailer.after(0)).map((entry) => entry.entityId)).toEqual(['old']);
  });

  it('reads what 500 sockets missed once for all of them (rule 106)', async () => {
    const log = new MemoryLog();
    for (let n = 1; n <= 300; n++) log.commit(row('a', String(n)));
    const { tailer } = await tail(log);
    const missed = await Promise.all(
      Array.from({ length: 500 }, async (_, n) => {
        const seq = 290 + (n % 10);
        return [await tailer.tagAt(seq), (await tailer.after(seq)).length];
      }),
    );
    expect(missed[3]).toEqual(['tag-293', 7]);
    expect(log.reads).toBe(1);
    expect((await tailer.after(250)).length).toBe(50);
    expect(log.reads).toBe(1);
  });

  it('keeps nothing for a socket that is far behind (rule 106)', async () => {
    const log = new MemoryLog();
    for (let n = 1; n <= 1_500; n++) log.commit(row('a', String(n)));
    const { tailer } = await tail(log);
    expect((await tailer.after(10)).length).toBe(1_490);
    expect((await tailer.after(10)).length).toBe(1_490);
    expect(log.reads).toBe(2);
    expect(await tailer.tagAt(10)).toBe('tag-10');
  });

  it('tries again after the database was away', async () => {
    const log = new MemoryLog();
    const { tailer, events } = await tail(log);
    log.isAway = true;
    tailer.hint();
    await vi.waitFor(() => expect(events.onError).toHaveBeenCalled());
    log.isAway = false;
    log.commit(row('a', 'one'));
    await vi.waitFor(() => expect(tailer.tail).toBe(1), { timeout: 3_000 });
  });

  it('voids every cursor when the log is another one', async () => {
    const log = new MemoryLog();
    const { events } = await tail(log);
    log.epoch = 'epoch-2';
    await vi.waitFor(() => expect(events.onReset).toHaveBeenCalledWith('epoch'), {
      timeout: 3_000,
    });
  });
});

describe('rule 10: a log that was set back under its tailer', () => {
  it('is followed anew before anybody is served who knows of it, with nothing of the former in memory', async () => {
    const log = new MemoryLog();
    const { tailer, events } = await tail(log);
    log.commit(row('a', 'kept'));
    log.commit(row('a', 'undone'));
    tailer.hint();
    await vi.waitFor(() => expect(tailer.tail).toBe(2));
    log.setBack(1, 'epoch-2');
    log.commit(row('a', 'other'));
    log.commit(row('a', 'newest'));
    await tailer.mustFollow('epoch-2');
    expect(events.onReset).toHaveBeenCalledWith('epoch');
    const entries = await tailer.after(0);
    expect(entries.map((entry) => entry.entityId)).toEqual(['kept', 'other', 'newest']);
  });

  it('serves nobody who is on yet another one', async () => {
    const { tailer } = await tail(new MemoryLog());
    await expect(tailer.mustFollow('epoch-9')).rejects.toThrow('not the one that is there');
  });
});

describe('a tailer that slept for so long that the log has forgotten what it did not read', () => {
  it('voids every cursor instead of waiting for it for ever', async () => {
    const log = new MemoryLog();
    const { events } = await tail(log);
    log.commit(row('a', 'one'));
    log.floor = 1;
    await vi.waitFor(() => expect(events.onReset).toHaveBeenCalledWith('ahead'), {
      timeout: 3_000,
    });
  });
});

describe('a ring', () => {
  const entries = (...seqs: number[]) => {
    const log = new MemoryLog();
    const made = Array.from({ length: Math.max(...seqs) }, (_, n) =>
      log.commit(row('a', String(n))),
    );
    return made.flat().filter((entry) => seqs.includes(entry.seq));
  };

  it('refuses a hole (I1)', () => {
    const ring = new Ring(0);
    expect(() => ring.push(entries(1, 3))).toThrow('dense');
    expect(() => new Ring(5).push(entries(7))).toThrow('dense');
  });

  it('forgets the oldest and says so', () => {
    const ring = new Ring(0, { entries: 4, bytes: Infinity });
    ring.push(entries(1, 2, 3, 4, 5, 6));
    expect(ring.after(0)).toBeUndefined();
    expect(ring.after(4)?.map((entry) => entry.seq)).toEqual([5, 6]);
    expect(ring.after(6)).toEqual([]);
    expect(ring.tail).toBe(6);
  });
});

describe('rules 9 and 10: a cursor', () => {
  const head = { epoch: 'e', seq: 10, tag: 't10', floor: 3 };
  const cursor = { epoch: 'e', seq: 7, tag: 't7' };
  it('goes on where the log still knows it', () => {
    expect(decideResume(cursor, head, 't7')).toEqual({ mode: 'resume' });
  });
  it.each([
    ['new', null, undefined],
    ['epoch', { ...cursor, epoch: 'other' }, 't7'],
    ['ahead', { ...cursor, seq: 11 }, undefined],
    ['too_old', { ...cursor, seq: 2 }, 't2'],
    ['tag', cursor, 'other'],
    ['tag', cursor, undefined],
  ])('needs a bootstrap: %s', (reason, at, tag) => {
    expect(decideResume(at, head, tag)).toEqual({ mode: 'bootstrap', reason });
  });
});
