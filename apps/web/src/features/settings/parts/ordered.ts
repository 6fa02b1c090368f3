/** An item with a name of its own, so that a field keeps its focus and its words while the order changes around it. */
export type Keyed<T> = { readonly key: string; readonly value: T };

let lastKey = 0;

export const keyed = <T>(value: T): Keyed<T> => ({ key: `k${++lastKey}`, value });

/** The list with the item at `from` standing at `to`; the same list when either is outside. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return list;
  return list.toSpliced(from, 1).toSpliced(to, 0, item);
}
