const RETRY_MS = 100;
const FREE_WITHIN_MS = 5_000;

/**
 * Does what fails while a file is held: the handles of a worker that has just ended are held for a while, up to two seconds where
 * it had to be killed. Rejects with why, once that has been so for too long.
 */
export async function whenFree(work: () => Promise<void>): Promise<void> {
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      await work();
      return;
    } catch (error) {
      if (waited >= FREE_WITHIN_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
