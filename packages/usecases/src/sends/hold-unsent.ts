import type { Deps } from '../deps.ts';

const RESTORED =
  'The database was restored from an earlier time. This message may have gone out already.';

/**
 * After the database was set back, nobody knows which of its waiting sends have gone out since: all of them wait for a
 * person.
 */
export async function holdUnsent({ db, log }: Pick<Deps, 'db' | 'log'>): Promise<void> {
  const held = await db.asWorker(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      update sends set state = 'UNCERTAIN', last_error = ${RESTORED}, updated_at = clock_timestamp()
      where state in ('QUEUED', 'CLAIMED') returning message_id as id`;
    await tx.$executeRaw`
      update messages set status = 'UNCERTAIN', error_code = 'uncertain', error_text = ${RESTORED}, updated_at = clock_timestamp()
      where id = any(${rows.map((row) => row.id)}::uuid[])`;
    return rows.length;
  });
  log.warn({ held }, 'the database was restored: waiting sends are held for a person');
}
