import { isUuid } from '@frontdesk/core/ids';

/** Which part of a list is asked for: by cursor, or by number (from 1) for callers that want to count pages. */
export type PageRequest = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly page?: number | undefined;
};

export type Page<T> = {
  readonly data: T[];
  readonly nextCursor: string | null;
  readonly limit: number;
  readonly page?: number;
  readonly total?: number;
};

/** A place in a list that is ordered by a time and then an id, both falling. The time is Postgres' own text: to the microsecond, which a `Date` would cut. */
export type Place = { readonly at: string; readonly id: string };

/** Ahead of every row: where a list begins. */
export const BEGINNING: Place = {
  at: '9999-01-01 00:00:00+00',
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

/** Opaque to callers. */
const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at}|${id}`).toString('base64url');

/** The requests' sessions write times in UTC. */
const PLACE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})?\+00\|([\da-f-]{36})$/;

/** Whether the calendar has this moment, which Postgres would refuse otherwise. */
function isMoment(day: string, time: string): boolean {
  const ms = Date.parse(`${day}T${time}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === `${day}T${time}.000Z`;
}

/** The place that a cursor names; the beginning for one that we did not make. */
export function placeOf(cursor: string | undefined): Place {
  const text = Buffer.from(cursor ?? '', 'base64url').toString();
  const [, day = '', time = '', fraction = '', id = ''] = PLACE.exec(text) ?? [];
  const isOurs = isUuid(id) && isMoment(day, time) && !day.startsWith('0000');
  return isOurs ? { at: `${day} ${time}${fraction}+00`, id } : BEGINNING;
}

/** A page of rows that were read one further than the limit. */
export function cursorPage<T>(
  rows: readonly T[],
  limit: number,
  place: (row: T) => Place,
): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data, nextCursor: hasMore ? cursorOf(place(last)) : null, limit };
}

/** The part of a Prisma query that goes on behind a row: its cursor is the row's id, its order the query's own. */
export const after = (cursor: string | undefined): { cursor?: { id: string }; skip?: number } =>
  cursor !== undefined && isUuid(cursor) ? { cursor: { id: cursor }, skip: 1 } : {};

/** A page of such a query's rows, which were read one further than the limit. */
export function idPage<T>(rows: readonly T[], limit: number, idOf: (row: T) => string): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data, nextCursor: hasMore ? idOf(last) : null, limit };
}
