import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { PGLITE_SCHEMA } from './pglite-schema.ts';

it('rule 74: a data directory is named for the PGlite that made it, as well as for its tables', () => {
  expect(PGLITE_SCHEMA).toContain(`PGlite ${manifest.dependencies['@electric-sql/pglite']}:`);
});
