/**
 * Statements of one transaction that do not need each other's answers: they go out together and are carried out in this
 * order. Rejects with the first failure once all have ended, so that none is left to run after the transaction.
 */
export async function together<T extends readonly Promise<unknown>[]>(
  ...statements: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(statements);
  return Promise.all(statements) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
}
