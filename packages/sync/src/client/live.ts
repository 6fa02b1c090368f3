/**
 * A value that changes by commits: what `useSyncExternalStore` takes. `get` answers the same object
 * until the value changed; `subscribe` returns what ends the subscription. Both may be passed unbound.
 */
export interface Live<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A {@link Live} whose owner sets it. */
export class LiveValue<T> implements Live<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) =>
    subscribeTo(this.#listeners, listener);

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    notifyAll(this.#listeners);
  }
}

/** Adds the listener, and returns what takes it out again. A function added twice counts twice. */
export function subscribeTo(listeners: Set<() => void>, listener: () => void): () => void {
  const own = (): void => listener();
  listeners.add(own);
  return () => void listeners.delete(own);
}

/** Calls each listener once; one that throws is reported and keeps nobody else from being told. */
export function notifyAll(listeners: Iterable<() => void>): void {
  for (const listener of Array.from(listeners)) {
    try {
      listener();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
