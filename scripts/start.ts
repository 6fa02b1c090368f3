import { migrate } from '@frontdesk/db/migrate';
import { seedDemoOnce } from './launcher/demo-workspace.ts';
import { buildPages, generateDatabaseClient } from './launcher/derived.ts';
import { runProduct } from './launcher/run-product.ts';
import { productServices } from './launcher/services.ts';

/** `npm start`: the whole product on one port, from whatever state the folder is in. */
await runProduct({
  build: async () => {
    await generateDatabaseClient();
    await buildPages();
  },
  migrate,
  seed: seedDemoOnce,
  services: productServices,
});
