import type { Server } from 'socket.io';
import { EventRate } from './event-rate.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { ThirdPartyConnection } from './third-party-connection.ts';

/** Seed 004: 50 events a minute for each session or key. */
const RATE = { events: 50, perMs: 60_000 };
const TICK_MS = 1_000;

/** Namespace `/`: programs of others. */
export class ThirdPartyGateway {
  readonly #connections = new Set<ThirdPartyConnection>();
  readonly #timer: NodeJS.Timeout;

  constructor(deps: GatewayDeps, io: Server) {
    const rate = new EventRate(RATE, () => deps.now().getTime());
    io.of('/').on('connection', (socket) => {
      const connection = new ThirdPartyConnection(deps, socket, rate);
      this.#connections.add(connection);
      socket.on('disconnect', () => this.#connections.delete(connection));
    });
    // A feed whose last read failed tries again.
    this.#timer = setInterval(() => this.#connections.forEach((one) => one.tick()), TICK_MS);
  }

  get size(): number {
    return this.#connections.size;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const connection of this.#connections) connection.close();
  }
}
