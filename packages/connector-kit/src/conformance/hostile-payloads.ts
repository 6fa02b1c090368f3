import { MESSAGE_TYPES } from '@frontdesk/core/entities';
import type { InboundEvent, ReceiptStatus } from '../channel.ts';

/** Values that a field may turn into when a vendor changes its mind. */
const WRONG_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e300,
  '',
  'x',
  '\u0000',
  'constructor',
  [],
  [null],
  {},
  { a: 1 },
  [[[]]],
];

/** Enough to touch every field of a payload once with each value, few enough to stay quick. */
const MAX_PATHS = 400;

/** The JSON payload with each field in turn replaced by each wrong value, or missing. */
export function* mutations(payload: unknown): Generator<unknown> {
  for (const path of pathsOf(payload).slice(0, MAX_PATHS)) {
    for (const wrong of WRONG_VALUES) yield withValue(payload, path, wrong);
    yield withValue(payload, path, undefined);
  }
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (Array.isArray(value))
    return [at, ...value.flatMap((one, index) => pathsOf(one, [...at, index]))];
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...at, key]))];
}

function withValue(value: unknown, [head, ...rest]: Path, wrong: unknown): unknown {
  if (head === undefined) return wrong;
  if (Array.isArray(value))
    return value.map((one, index) => (index === head ? withValue(one, rest, wrong) : one));
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  copy[head] = withValue(copy[head], rest, wrong);
  return copy;
}

/** Bodies that are no delivery of anybody. The deep one overflows whoever walks it recursively. */
export const UNREADABLE: readonly { name: string; body: string }[] = [
  { name: 'nothing', body: '' },
  { name: 'not JSON', body: 'a=1&b=2' },
  { name: 'half a JSON', body: '{"object":' },
  { name: 'null', body: 'null' },
  { name: 'a number', body: '42' },
  { name: 'a text', body: '"hello"' },
  { name: 'a list', body: '[]' },
  { name: 'an object of something else', body: '{"hello":"world"}' },
  { name: 'depth 100,000', body: '['.repeat(100_000) + ']'.repeat(100_000) },
];

/** Texts that have broken stores and screens elsewhere; `stored` is what must come out of parsing. */
export const HARD_TEXTS: readonly { name: string; text: string; stored: string }[] = [
  {
    name: '100,000 characters',
    text: 'abcdefghij'.repeat(10_000),
    stored: 'abcdefghij'.repeat(10_000),
  },
  { name: 'a NUL byte', text: 'a\u0000b', stored: 'a\uFFFDb' },
  { name: 'lone surrogates', text: '\uD83Dx\uDE00', stored: '\uFFFDx\uFFFD' },
  {
    name: 'right to left with an override',
    text: 'مرحبا \u202Eabc\u202C',
    stored: 'مرحبا \u202Eabc\u202C',
  },
  { name: 'joined emoji', text: '👩‍👩‍👧‍👦🏳️‍🌈', stored: '👩‍👩‍👧‍👦🏳️‍🌈' },
  { name: 'line ends and spaces', text: '  a\r\n\tb  ', stored: '  a\r\n\tb  ' },
  {
    name: 'what looks like markup',
    text: '<script>alert(1)</script>{{x}}${y}',
    stored: '<script>alert(1)</script>{{x}}${y}',
  },
];

const RECEIPT_STATUSES: readonly ReceiptStatus[] = ['sent', 'delivered', 'read', 'failed'];

/** What is wrong with the form of an event; null when a store can take it as it is. */
export function malformed(event: InboundEvent): string | null {
  const json = JSON.stringify(event);
  // JSON.stringify writes both as escapes, so they can be seen here wherever they hide.
  if (/\\u0000|\\ud[89a-f]/i.test(json)) return 'holds a NUL or a lone surrogate';
  if (event.dedupeKey === '') return 'has no dedupe key';
  if (event.type === 'ignored') return event.vendorType === '' ? 'has no vendor type' : null;
  if (event.externalId === '') return 'has no external id';
  const at = event.type === 'message' ? event.sentAt : event.at;
  if (at !== null && !Number.isSafeInteger(at)) return `has a time that is none: ${at}`;
  if (event.type === 'receipt') {
    if (!RECEIPT_STATUSES.includes(event.status))
      return `has a status that is none: ${event.status}`;
    return event.status === 'failed' && event.error === null ? 'failed for no reason' : null;
  }
  if (!MESSAGE_TYPES.includes(event.messageType))
    return `has a type that is none: ${event.messageType}`;
  return event.identity.key === '' ? 'has no identity' : null;
}
