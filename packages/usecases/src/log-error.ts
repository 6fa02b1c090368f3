/** What a log line may say of an error: its first words. Beyond those a driver may quote the rows that it was given. */
export const errorText = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
    .replace(/\s+/g, ' ')
    .slice(0, 300);
