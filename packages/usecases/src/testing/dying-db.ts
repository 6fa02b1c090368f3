import type { Db, Tx } from '@frontdesk/db/client';

/** Where in its n-th transaction (from 0) a process dies: ahead of it, with it rolled back, or with it committed. */
export type Death = { readonly at: number; readonly when: 'before' | 'rolled-back' | 'committed' };

const never = (): Promise<never> => new Promise(() => {});

/**
 * A database as a process sees it that is killed at one point: what runs on it stops there for ever, and whatever was
 * committed stays. `died` resolves then; it never does when the process has fewer transactions.
 */
export function dyingDb(db: Db, death: Death): { readonly db: Db; readonly died: Promise<void> } {
  const gone = Promise.withResolvers<void>();
  let count = 0;
  const run = async <T>(
    work: (tx: Tx) => Promise<T>,
    transact: (work: (tx: Tx) => Promise<T>) => Promise<T>,
  ): Promise<T> => {
    const n = count;
    count += 1;
    if (n > death.at) return never();
    if (n < death.at) return transact(work);
    if (death.when === 'committed') await transact(work);
    if (death.when === 'rolled-back')
      await transact((tx) => work(tx).then(() => Promise.reject(new Error('killed')))).catch(
        () => undefined,
      );
    gone.resolve();
    return never();
  };
  return {
    died: gone.promise,
    db: {
      ...db,
      withOrg: (org, work, options) => run(work, (inner) => db.withOrg(org, inner, options)),
      asWorker: (work, options) => run(work, (inner) => db.asWorker(inner, options)),
      system: (work, options) => run(work, (inner) => db.system(inner, options)),
    },
  };
}

/** Holds the n-th transaction (from 0) back until `go` is called; `reached` resolves when it is waiting. */
export function pausingDb(
  db: Db,
  at: number,
): { readonly db: Db; readonly reached: Promise<void>; go(): void } {
  const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let count = 0;
  return {
    reached: reached.promise,
    go: () => gate.resolve(),
    db: {
      ...db,
      asWorker: async (work, options) => {
        const n = count;
        count += 1;
        if (n === at) {
          reached.resolve();
          await gate.promise;
        }
        return db.asWorker(work, options);
      },
    },
  };
}
