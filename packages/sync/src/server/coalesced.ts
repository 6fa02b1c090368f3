/**
 * A function that runs `work` one at a time: calls during a run are one more run after it. Failures go to `onError` and
 * end the run, not the next one.
 */
export function coalesced(
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let isRunning = false;
  let isCalledAgain = false;
  const call = (): void => {
    if (isRunning) {
      isCalledAgain = true;
      return;
    }
    isRunning = true;
    work()
      .catch(onError)
      .finally(() => {
        isRunning = false;
        if (!isCalledAgain) return;
        isCalledAgain = false;
        call();
      });
  };
  return call;
}
