import { storable } from '@frontdesk/core/text';

/**
 * Readers for payloads whose shape nobody guarantees: a vendor adds, drops and retypes fields without notice, so
 * every reader answers with an empty value instead of throwing.
 */

const decoder = new TextDecoder();

export const bodyText = (body: Uint8Array): string => decoder.decode(body);

/** The parsed body; undefined when it is not JSON. */
export function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(bodyText(body));
  } catch {
    return undefined;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object's fields; none when it is something else. */
export const fields = (value: unknown): Fields => (isFields(value) ? value : NO_FIELDS);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A text with only what cannot be stored replaced; null when it is not a text or an empty one. */
export const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? storable(value) : null;

export const text = (value: unknown): string => textOrNull(value) ?? '';

/** Vendors write ids and codes as numbers or texts; as a text either way. */
export const idOrNull = (value: unknown): string | null =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : textOrNull(value);

export const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** A size in bytes, written as a number or as a text. */
export function bytesOrNull(value: unknown): number | null {
  const size = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null;
}

/** Later than this (year 275760) is no date for JavaScript or Postgres. */
const LAST_MS = 8.64e15;

const timeOrNull = (ms: number): number | null =>
  Number.isFinite(ms) && Math.abs(ms) <= LAST_MS ? ms : null;

/** Whole milliseconds since the epoch. */
export const msOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? timeOrNull(value) : null;

/** Milliseconds from Unix seconds written as a text or a number. */
export function secondsToMs(value: unknown): number | null {
  const seconds =
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : numberOrNull(value);
  return seconds === null ? null : timeOrNull(Math.round(seconds * 1000));
}

/** Milliseconds from an ISO 8601 text. */
export const isoToMs = (value: unknown): number | null =>
  typeof value === 'string' ? timeOrNull(Date.parse(value)) : null;
