import { migrate } from '@frontdesk/db/migrate';
import { seedDemoOnce } from './launcher/demo-workspace.ts';
import { generateDatabaseClient } from './launcher/derived.ts';
import { runProduct } from './launcher/run-product.ts';
import { developmentServices } from './launcher/services.ts';

/** `npm run dev`: as `npm start`, with pages and services that reload when their files change. */
await runProduct({
  build: generateDatabaseClient,
  migrate,
  seed: seedDemoOnce,
  services: developmentServices,
});
