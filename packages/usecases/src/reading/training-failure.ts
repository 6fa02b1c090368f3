/** Why a training failed, for the people who teach the reader. What the thread itself said is the log's. */
export function trainingFailure(error: unknown): string {
  const isOutOfMemory =
    error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isOutOfMemory
    ? 'There are more examples, or longer ones, than one training can take in. Remove some.'
    : 'Something went wrong on our side; the server’s log says what.';
}
