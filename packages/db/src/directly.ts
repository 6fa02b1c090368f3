import type pg from 'pg';
import type { Tx } from './client.ts';
import type { Begun } from './transaction-ends.ts';

/** Statements by template, as Prisma's own raw ones; bigint columns come as text. */
export type Direct = {
  /** The rows. */
  query<T extends object>(parts: TemplateStringsArray, ...values: readonly unknown[]): Promise<T[]>;
  /** How many rows it was about. */
  execute(parts: TemplateStringsArray, ...values: readonly unknown[]): Promise<number>;
  /** The same of a text that is put together; its values are $1, $2 … */
  executeText(text: string, values: readonly unknown[]): Promise<number>;
};

type Connected = { readonly begun: Begun; readonly nameOf: (text: string) => string };

const connections = new WeakMap<Tx, Connected>();

/** Makes a transaction of Prisma's known by the connection that it was begun on. */
export const connect = (tx: Tx, connected: Connected): void => void connections.set(tx, connected);

/**
 * Statements of a transaction past Prisma, for the hottest paths: prepared, on the transaction's own connection, and sent at
 * once. Those that do not need each other's answers go out together and are carried out in their order; let none be without
 * somebody who waits for it (`together`). A transaction that is not of `createDb` runs them as its own raw queries.
 */
export function directly(tx: Tx): Direct {
  const connected = connections.get(tx);
  if (!connected) {
    return {
      query: (parts, ...values) => tx.$queryRaw(parts, ...values),
      execute: (parts, ...values) => tx.$executeRaw(parts, ...values),
      executeText: (text, values) => tx.$executeRawUnsafe(text, ...values),
    };
  }
  const executeText = async (text: string, values: readonly unknown[]): Promise<number> =>
    (await ask(connected, text, values)).rowCount ?? 0;
  return {
    query: async <T extends object>(parts: TemplateStringsArray, ...values: readonly unknown[]) =>
      (await ask(connected, textOf(parts), values)).rows as T[],
    execute: (parts, ...values) => executeText(textOf(parts), values),
    executeText,
  };
}

const texts = new WeakMap<TemplateStringsArray, string>();

function textOf(parts: TemplateStringsArray): string {
  const known = texts.get(parts);
  if (known !== undefined) return known;
  const text = parts.reduce((before, part, at) => `${before}$${at}${part}`);
  texts.set(parts, text);
  return text;
}

function ask(
  { begun, nameOf }: Connected,
  text: string,
  values: readonly unknown[],
): Promise<pg.QueryResult> {
  // Its connection may be another transaction's by now.
  if (begun.isOver) return Promise.reject(new Error('the transaction is over'));
  return begun.client.query({ name: nameOf(text), text, values: [...values] });
}
