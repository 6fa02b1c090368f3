import type { RequestListener } from 'node:http';
import {
  SYNC_NAMESPACE,
  type SyncClientEvents,
  type SyncServerEvents,
} from '@frontdesk/core/sync-protocol';
import { Server } from 'socket.io';
import { FakeServer } from '../../client/testing/fake-server.ts';
import { ticket } from '../../client/testing/ticket.ts';
import { serveModules, type Served } from './served-modules.ts';

const USER = 'ann';

/** A server of tickets over real sockets and HTTP, which also serves the modules of the pages that use it. */
export class DeskServer {
  readonly #served: Served;
  readonly #io: Server<SyncClientEvents, SyncServerEvents>;
  readonly desk: FakeServer;
  #isAway = false;

  private constructor(served: Served, desk: FakeServer) {
    this.#served = served;
    this.desk = desk;
    this.#io = new Server(served.server);
    this.#io
      .of(SYNC_NAMESPACE)
      .use((_, next) => next(this.#isAway ? new Error('away') : undefined));
    this.#io.of(SYNC_NAMESPACE).on('connection', (socket) => {
      const user = {
        user: USER,
        send: (...[delta]: Parameters<SyncServerEvents['delta']>) => socket.emit('delta', delta),
      };
      socket.on('hello', (hello, answer) => {
        answer(desk.hello(user, hello));
        desk.flush();
      });
      socket.on('push', (push, answer) => {
        answer(desk.push(user, push));
        desk.flush();
      });
      socket.on('applied', ({ to }) => {
        desk.applied(user, to);
        desk.flush();
      });
    });
  }

  static async start(): Promise<DeskServer> {
    // Never in the mood to fail: what goes wrong here is the tabs' doing.
    const desk = new FakeServer(() => 0.99);
    desk.mark({ user: USER, scope: 'team-1', op: 'grant' });
    desk.write([['tickets', ticket('t1')]]);
    return new DeskServer(await serveModules(pagesOf(desk)), desk);
  }

  get url(): string {
    return this.#served.url;
  }

  /** Nobody can connect, and who was connected is not any more. */
  set isAway(isAway: boolean) {
    this.#isAway = isAway;
    if (isAway) this.#io.of(SYNC_NAMESPACE).disconnectSockets(true);
  }

  /** How often each mutation took effect. */
  get effects(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.desk.effects);
  }

  async close(): Promise<void> {
    await this.#io.close();
    this.#served.close();
  }
}

const pagesOf =
  (desk: FakeServer): RequestListener =>
  (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://any');
    const answer = desk.page(USER, {
      replicaId: searchParams.get('replicaId') ?? '',
      scope: searchParams.get('scope'),
      page: searchParams.get('page'),
    });
    if (answer.ok) response.setHeader('content-type', 'application/json');
    else response.statusCode = 503;
    response.end(JSON.stringify(answer.ok ? answer.page : {}));
  };
