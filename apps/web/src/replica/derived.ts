import type { Live } from '@frontdesk/sync/client/live';

type Values<L extends readonly Live<unknown>[]> = {
  readonly [K in keyof L]: L[K] extends Live<infer T> ? T : never;
};

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => Object.is(item, b[at]));
  if (!isPlain(a) || !isPlain(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]))
  );
}

/** A value computed from others, again only when one of them is another. An array with the same items stays the same array, an object with the same fields the same object. */
export function derived<const L extends readonly Live<unknown>[], T>(
  sources: L,
  compute: (...values: Values<L>) => T,
): Live<T> {
  let inputs: readonly unknown[] | undefined;
  let value: T;
  const get = (): T => {
    const now = sources.map((source) => source.get());
    if (inputs !== undefined && same(inputs, now)) return value;
    const next = compute(...(now as unknown as Values<L>));
    if (inputs === undefined || !same(value, next)) value = next;
    inputs = now;
    return value;
  };
  const subscribe = (listener: () => void) => {
    const ends = sources.map((source) => source.subscribe(listener));
    return () => ends.forEach((end) => end());
  };
  return { get, subscribe };
}

/** One value for everybody who makes it of the same thing. */
export function shared<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const made = new WeakMap<K, { readonly value: T }>();
  return (of) => {
    const known = made.get(of) ?? { value: make(of) };
    made.set(of, known);
    return known.value;
  };
}
