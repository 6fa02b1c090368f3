import { afterEach, describe, expect, it, vi } from 'vitest';
import { Reader } from './reader.ts';
import { trainInThread } from './train-in-thread.ts';
import { trainReader } from './train-reader.ts';

const EXAMPLES = ['open', 'close', 'cancel'].flatMap((intent) =>
  Array.from({ length: 20 }, (_, at) => ({ intent, text: `please ${intent} the door ${at}` })),
);

afterEach(() => vi.unstubAllEnvs());

describe('training in a thread', () => {
  it('gives what training here gives', async () => {
    const { bytes } = await trainInThread(EXAMPLES);
    expect(bytes).toEqual(trainReader(EXAMPLES).bytes);
    expect(Reader.load(bytes).read('cancel the door').intent).toBe('cancel');
  });

  it('takes its result for it, and not what `node --watch` has the thread report before', async () => {
    vi.stubEnv('WATCH_REPORT_DEPENDENCIES', '1');
    const { metrics } = await trainInThread(EXAMPLES);
    expect(metrics.intents).toBe(3);
  });

  it('ends when it is aborted', async () => {
    const aborted = AbortSignal.abort(new Error('the desk closes'));
    await expect(trainInThread(EXAMPLES, aborted)).rejects.toThrow('the desk closes');
    const controller = new AbortController();
    const training = trainInThread(EXAMPLES, controller.signal);
    controller.abort(new Error('newer examples came'));
    await expect(training).rejects.toThrow('newer examples came');
  });
});
