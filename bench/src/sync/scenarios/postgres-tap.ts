import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Statements that came by, by the name of their prepared statement; unprepared ones under ''. */
export type Statements = ReadonlyMap<string, number>;

export type PostgresTap = {
  /** Instead of the database's own. */
  readonly url: string;
  /** So far. */
  statements(): Statements;
  close(): Promise<void>;
};

/** A line to a Postgres on which one can count what it is asked. */
export async function openPostgresTap(databaseUrl: string): Promise<PostgresTap> {
  const { hostname, port, pathname, username } = new URL(databaseUrl);
  const counts = new Map<string, number>();
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const asked = new Messages(count);
    near.on('data', (bytes: Buffer) => asked.take(bytes));
    near.pipe(far).pipe(near);
    const ended = (): void => {
      near.destroy();
      far.destroy();
      open.delete(near);
    };
    open.add(near);
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', ended).on('close', ended);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = (server.address() as AddressInfo).port;
  return {
    url: `postgres://${username}@127.0.0.1:${at}${pathname}`,
    statements: () => new Map(counts),
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/**
 * What a client says to Postgres: first a length and the startup, then messages of a type, a length that counts itself, and
 * a body (https://www.postgresql.org/docs/current/protocol-message-formats.html). A Bind runs a prepared statement, named
 * after its portal; a Query is a statement by itself.
 */
class Messages {
  readonly #count: (name: string) => void;
  #rest: Buffer = Buffer.alloc(0);
  #isBegun = false;

  constructor(count: (name: string) => void) {
    this.#count = count;
  }

  take(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let length = this.#next(); length > 0; length = this.#next()) {
      if (this.#isBegun) this.#note(this.#rest.subarray(0, length));
      this.#isBegun = true;
      this.#rest = this.#rest.subarray(length);
    }
  }

  /** Bytes of the first message, once all of them are here; else 0. */
  #next(): number {
    const lead = this.#isBegun ? TYPE_BYTES : 0;
    if (this.#rest.length < lead + LENGTH_BYTES) return 0;
    const length = lead + this.#rest.readUInt32BE(lead);
    return this.#rest.length < length ? 0 : length;
  }

  #note(message: Buffer): void {
    const type = String.fromCharCode(message[0] ?? 0);
    if (type === 'Q') this.#count('');
    if (type !== 'B') return;
    const [, name = ''] = message.toString('latin1', TYPE_BYTES + LENGTH_BYTES).split('\0', 2);
    this.#count(name);
  }
}
