import { useEffect } from 'react';

/** The simulator looks for what is new this often while its page is in front. */
const LOOK_MS = 800;

/** Looks at once and again and again, one look at a time, until the page or what is looked at is left. */
export function useLook(look: (signal: AbortSignal) => Promise<void>): void {
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const turn = async () => {
      if (document.visibilityState === 'visible') await look(abort.signal);
      if (!abort.signal.aborted) timer = setTimeout(turn, LOOK_MS);
    };
    void turn();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [look]);
}
