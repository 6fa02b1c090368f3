import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../client/testing/virtual-clock.ts';
import type { Port } from '../tabs/port.ts';
import { portPair } from '../tabs/port-pair.ts';
import { MemoryStore } from './memory-store.ts';
import { RemoteStore } from './remote-store.ts';
import { serveStore } from './serve-store.ts';
import type { FromStore, ToStore } from './store-protocol.ts';
import { NOTEBOOK_RULES } from './testing/notebook.ts';
import { describeStore } from './testing/store-suite.ts';

function remote(serve: (port: Port<FromStore, ToStore>) => void) {
  const clock = new VirtualClock(() => 0);
  const { far, near } = portPair<ToStore, FromStore>();
  serve(far);
  const ends: string[] = [];
  const store = new RemoteStore({ port: near, clock, end: () => ends.push('ended') });
  return { store, clock, ends };
}

describeStore('the store in another worker', async () => {
  const inner = new MemoryStore(NOTEBOOK_RULES);
  const open = () => remote((port) => serveStore(port, inner)).store;
  let store = open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = open();
      return store;
    },
    end: () => store.close(),
  };
});

describe('rule 73: a store in another worker', () => {
  it('rejects with what its worker says', async () => {
    const broken = new MemoryStore(NOTEBOOK_RULES);
    broken.group = () => Promise.reject(new Error('the disk is full'));
    const { store } = remote((port) => serveStore(port, broken));
    await expect(store.group('n1')).rejects.toThrow('the disk is full');
    expect(await store.open()).toEqual({ place: null, settled: [] });
  });

  it('rejects every call when its worker dies, and from then on', async () => {
    const { store, ends } = remote(() => undefined);
    const calls = [store.open(), store.group('n1'), store.purge()];
    store.died('out of memory');
    for (const call of calls) await expect(call).rejects.toThrow('out of memory');
    await expect(store.open()).rejects.toThrow('out of memory');
    await store.close();
    expect(ends).toEqual(['ended']);
  });

  it('ends a worker that does not answer', async () => {
    const { store, clock, ends } = remote(() => undefined);
    const opening = expect(store.open()).rejects.toThrow('no answer to open');
    clock.advance();
    await opening;
    expect(ends).toEqual(['ended']);
  });
});
