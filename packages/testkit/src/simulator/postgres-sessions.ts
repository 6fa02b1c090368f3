import pg from 'pg';

/** One connection of a simulated world. */
export type PostgresSession = { readonly client: pg.Client; readonly pid: number };

/** Connections to the simulator's database, used again by one seed after another. */
export class PostgresSessions {
  readonly #url: string;
  readonly #control: pg.Client;
  readonly #all: PostgresSession[] = [];
  #free: PostgresSession[] = [];

  private constructor(url: string, control: pg.Client) {
    this.#url = url;
    this.#control = control;
  }

  static async open(url: string): Promise<PostgresSessions> {
    return new PostgresSessions(url, await connect(url));
  }

  /** For what stands outside the simulation: the oracle, and the look at who waits for whom. */
  get control(): pg.Client {
    return this.#control;
  }

  async take(): Promise<PostgresSession> {
    const free = this.#free.shift();
    if (free) return free;
    const client = await connect(this.#url);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const session = { client, pid: rows[0]?.pid ?? 0 };
    this.#all.push(session);
    return session;
  }

  give(session: PostgresSession): void {
    this.#free = [...this.#free, session];
  }

  /** The processes that hold, or wait first for, the lock that this session waits for. */
  async blockersOf({ pid }: PostgresSession): Promise<readonly number[]> {
    const { rows } = await this.#control.query<{ by: number[] }>({
      name: 'blocked-by',
      text: 'select pg_blocking_pids($1) as by',
      values: [pid],
    });
    return rows[0]?.by ?? [];
  }

  /** Ends what the session waits for, with an error. */
  async cancel({ pid }: PostgresSession): Promise<void> {
    await this.#control.query('select pg_cancel_backend($1)', [pid]);
  }

  async close(): Promise<void> {
    await Promise.all([this.#control, ...this.#all.map(({ client }) => client)].map(end));
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

const end = (client: pg.Client): Promise<void> => client.end();
