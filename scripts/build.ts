import { buildPages, generateDatabaseClient } from './launcher/derived.ts';

/** What an image needs beside the sources: the database client and the pages. */
await generateDatabaseClient();
await buildPages();
