import { describeStore } from './testing/store-suite.ts';
import { MemoryDisk } from './testing/node-disk.ts';
import { NOTEBOOK_RULES } from './testing/notebook.ts';
import { PgliteHome } from './pglite-home.ts';
import { PgliteStore } from './pglite-store.ts';

describeStore('the store in PGlite', async () => {
  const disk = new MemoryDisk();
  const open = (): PgliteStore => new PgliteStore(NOTEBOOK_RULES, new PgliteHome(disk, 'r1'));
  let store = open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = open();
      return store;
    },
    end: () => disk.end(),
  };
});
