/** An IndexedDB request as a promise. Awaiting nothing else between requests keeps their transaction alive. */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

/** Resolves when a transaction is on the disk, as durably as it asked for; rejects when nothing of it was written. */
export function doneWith(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? aborted()));
  });
}

const aborted = (): DOMException => new DOMException('the transaction was aborted', 'AbortError');
