import { v5, v7, validate, version } from 'uuid';

/** Namespace of every deterministic id: two offline creators of one association make one row. */
const ASSOCIATION_NAMESPACE = '6f2c1c54-90a7-5b0e-8a3c-2d0f5b7e9a11';

/** How far ahead of the server's clock a client-made id may be, in milliseconds. */
export const MAX_ID_SKEW_MS = 5 * 60_000;

/** A new UUIDv7: sortable by its creator's clock. */
export const newId = (): string => v7();

/** A UUIDv7 that carries the given time, in milliseconds since the epoch. */
export const idAt = (ms: number): string => v7({ msecs: ms });

/** The id of an association row: a UUIDv5 over the ordered parts, the same for whoever makes it. */
export const associationId = (...parts: readonly string[]): string =>
  v5(parts.join(':'), ASSOCIATION_NAMESPACE);

export const isUuid = (value: string): boolean => validate(value);

/** Milliseconds since the epoch that a UUIDv7 carries; undefined for any other id. */
export function idTime(id: string): number | undefined {
  if (!validate(id) || version(id) !== 7) return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** May a row made elsewhere carry this id now? A UUIDv7, at most {@link MAX_ID_SKEW_MS} ahead. */
export function isAcceptableId(id: string, nowMs: number): boolean {
  const at = idTime(id);
  return at !== undefined && at <= nowMs + MAX_ID_SKEW_MS;
}
