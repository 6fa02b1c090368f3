import { MemoryStore } from './memory-store.ts';
import { NOTEBOOK_RULES } from './testing/notebook.ts';
import { describeStore } from './testing/store-suite.ts';

describeStore('the store in memory', async () => {
  const store = new MemoryStore(NOTEBOOK_RULES);
  return {
    store,
    reopen: async () => {
      await store.close();
      return store;
    },
    end: () => store.close(),
  };
});
