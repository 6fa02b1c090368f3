import type { Tx } from '@frontdesk/db/client';
import pg from 'pg';
import type { PostgresSession } from './postgres-sessions.ts';
import type { Lane } from './scheduler.ts';

/** A process that uses the database. Once it is dead, nothing that it waited for comes back to it. */
export type Process = { readonly name: string; isDead: boolean };

export type Answer = {
  readonly rows: readonly Record<string, unknown>[];
  readonly rowCount: number;
};

export type Statement = {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly numbers?: 'bigint';
};

/** A transaction at work: its statements take their turns with everything else that happens in the world. */
export class SteppedTransaction {
  readonly lane: Lane;
  readonly owner: Process;
  session: PostgresSession | undefined;
  /** Its connection is lost: every statement fails from now on. */
  isBroken = false;

  constructor(lane: Lane, owner: Process) {
    this.lane = lane;
    this.owner = owner;
  }
}

/** What the database would say, by SQLSTATE. */
export class SimulatedFailure extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`simulated ${code}`);
    this.code = code;
  }
}

const names = new Map<string, string>();

/** Each text is planned once for each connection. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `sim${names.size}`;
  names.set(text, name);
  return name;
}

const INT8 = 20;

const BIGINTS: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => (oid === INT8 ? BigInt : pg.types.getTypeParser(oid))) as never,
};

export async function ask(tx: SteppedTransaction, statement: Statement): Promise<Answer> {
  const { text, values = [], numbers } = statement;
  if (!tx.session) throw new Error('the transaction is over');
  const { rows, rowCount } = await tx.session.client.query<Record<string, unknown>>({
    name: nameOf(text),
    text,
    values: [...values],
    ...(numbers ? { types: BIGINTS } : {}),
  });
  return { rows, rowCount: rowCount ?? 0 };
}

/** A transaction as the product's raw SQL wants it: bigint columns are `bigint`s there. */
export function toTx(query: (statement: Statement) => Promise<Answer>): Tx {
  const statement = (parts: TemplateStringsArray, values: readonly unknown[]): Statement => ({
    text: parts.reduce((text, part, at) => `${text}$${at}${part}`),
    values,
    numbers: 'bigint',
  });
  const raw = {
    $queryRaw: async (parts: TemplateStringsArray, ...values: readonly unknown[]) =>
      (await query(statement(parts, values))).rows,
    $executeRaw: async (parts: TemplateStringsArray, ...values: readonly unknown[]) =>
      (await query(statement(parts, values))).rowCount,
  };
  // The functions that run under simulation use these two only; anything else throws there at once.
  return raw as unknown as Tx;
}
