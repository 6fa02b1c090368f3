/** Tells when the browser believes to have gained or lost a network; returns what ends it. */
export function watchBrowserNetwork(listener: (online: boolean) => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  globalThis.addEventListener('online', () => listener(true), { signal });
  globalThis.addEventListener('offline', () => listener(false), { signal });
  return () => end.abort();
}
