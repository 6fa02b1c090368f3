import { expect, it } from 'vitest';
import { urlQuery } from '../parts/url-query.ts';
import { filtersOf } from './use-decisions.ts';

const of = (search: string) =>
  new URLSearchParams(filtersOf(urlQuery(`/settings/decisions${search}`)));

it('passes on the filters that are set, and no others', () => {
  expect(of('?state=FAILED&q=words').toString()).toBe('state=FAILED');
});

it('takes whole days of this time zone, the last one included', () => {
  const asked = of('?from=2026-11-20&to=2026-11-20');
  expect(asked.get('from')).toBe(new Date(2026, 10, 20).toISOString());
  expect(asked.get('to')).toBe(new Date(2026, 10, 21).toISOString());
});

it('passes over what is no day', () => {
  expect(of('?from=yesterday&to=').toString()).toBe('');
});
