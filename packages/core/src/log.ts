/** What a line says beside its message: ids, counts, durations, codes. Never a text, a name, an address or a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where a process writes its lines; the composition root brings the real one. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
