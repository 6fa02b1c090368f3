import { expect, test } from 'vitest';
import { Patience } from './patience.ts';

const forever = (): Promise<never> => new Promise(() => undefined);

test('a wait ends in time though the call takes no notice', async () => {
  const patience = new Patience(new AbortController().signal);
  await expect(patience.wait(forever(), 10)).rejects.toMatchObject({
    kind: 'timeout',
    message: 'It did not answer within 0.01 s.',
    excused: false,
  });
  expect(patience.signal.aborted).toBe(true);
});

test('what the SDK makes of the abort does not hide why it came', async () => {
  const patience = new Patience(new AbortController().signal);
  const work = new Promise<never>((_resolve, reject) =>
    patience.signal.addEventListener('abort', () => reject(new Error('Request was aborted.'))),
  );
  await expect(patience.wait(work, 10, true)).rejects.toMatchObject({
    kind: 'timeout',
    excused: true,
  });
});

test('whoever asked may let go, before and during a wait', async () => {
  const outer = new AbortController();
  const patience = new Patience(outer.signal);
  const waiting = patience.wait(forever(), 60_000);
  outer.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
  const late = new Patience(outer.signal);
  await expect(late.wait(forever(), 60_000)).rejects.toMatchObject({
    kind: 'aborted',
  });
});

test('several waits share one call, each with its own time', async () => {
  const patience = new Patience(new AbortController().signal);
  expect(await patience.wait(Promise.resolve(1), 60_000)).toBe(1);
  expect(await patience.wait(Promise.resolve(2), 60_000)).toBe(2);
  await expect(patience.wait(Promise.reject(new Error('of its own')), 60_000)).rejects.toThrow(
    'of its own',
  );
  expect(patience.signal.aborted).toBe(false);
  patience.end();
  expect(patience.signal.aborted).toBe(true);
});
