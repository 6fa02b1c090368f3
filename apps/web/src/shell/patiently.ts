const RETRY_MS = 3_000;

/** Code that could not be fetched is asked for again: somebody who went there without a network waits for one. */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return patiently(load);
  }
}
