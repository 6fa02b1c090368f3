import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { trainingFailure } from './training-failure.ts';

it('says what to do when a training takes too much memory', async () => {
  const greedy = new Worker('const all = []; for (;;) all.push(new Array(1000).fill({}));', {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  const error = await new Promise((resolve) => greedy.once('error', resolve));
  expect(trainingFailure(error)).toMatch(/more examples.*Remove some\.$/);
});

it('tells people nothing of what broke inside', () => {
  const said = trainingFailure(new TypeError('x is undefined at /srv/reader.ts'));
  expect(said).toMatch(/^Something went wrong on our side/);
});
