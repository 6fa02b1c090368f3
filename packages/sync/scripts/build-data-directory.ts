import { PGlite } from '@electric-sql/pglite';
import { PGLITE_SCHEMA, PGLITE_SETTINGS } from '../src/store/pglite-schema.ts';
import { filterTar } from './filter-tar.ts';

/**
 * Makes the data directory that browsers begin with: a database with our tables in it, as a tar archive. Small, because
 * every browser fetches it and gives each of its files a handle of a pool of 1,000: 1 MB segments of the log instead of
 * 16 MB, no template databases, no segments that are only kept to be written anew.
 */
export async function buildDataDirectory(): Promise<Uint8Array> {
  const database = await PGlite.create({ initDbStartParams: ['--wal-segsize=1'] });
  try {
    await database.exec(PGLITE_SCHEMA);
    for (const [name, value] of Object.entries(PGLITE_SETTINGS)) {
      await database.exec(`alter system set ${name} = '${value}'`);
    }
    // Each by itself: a database is not dropped inside of a transaction.
    await database.exec(
      `update pg_database set datistemplate = false where datname in ('template0', 'template1')`,
    );
    await database.exec('drop database template0');
    await database.exec('drop database template1');
    await database.exec('checkpoint');
    const { rows } = await database.query<{ segment: string }>(
      'select redo_wal_file as segment from pg_control_checkpoint()',
    );
    const segment = rows[0]?.segment ?? '';
    const archive = await database.dumpDataDir('none');
    const isUsed = (name: string): boolean =>
      !/\/pg_wal\/[0-9A-F]{24}$/.test(name) || name.endsWith(segment);
    return filterTar(new Uint8Array(await archive.arrayBuffer()), isUsed);
  } finally {
    await database.close();
  }
}
