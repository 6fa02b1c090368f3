import type { Delta, PresenceSay, PresenceState } from '@frontdesk/core/sync-protocol';
import type { PageAnswer, PageRequest, PageSource } from '../../engine/page-source.ts';
import type { Connection, ConnectionListener, Transport } from '../../engine/transport.ts';
import type { FakeServer, ServerSocket } from './fake-server.ts';
import { pick } from './chance.ts';

/** Messages of one socket, in order each way. */
class Link {
  readonly toServer: (() => void)[] = [];
  readonly toClient: (() => void)[] = [];
  isOpen = false;
  isGone = false;
  readonly listener: ConnectionListener;

  constructor(listener: ConnectionListener) {
    this.listener = listener;
  }
}

/** One user's way to the server: nothing arrives until the test takes a step. */
export class FakeNetwork implements Transport, PageSource {
  readonly #server: FakeServer;
  readonly #user: string;
  onPresence: (say: PresenceSay) => void = () => undefined;
  /** Nothing new gets through. */
  isAway = false;
  #links: Link[] = [];
  #answers: (() => void)[] = [];

  constructor(server: FakeServer, user: string) {
    this.#server = server;
    this.#user = user;
  }

  connect(listener: ConnectionListener): Connection {
    const link = new Link(listener);
    if (!this.isAway) this.#links.push(link);
    const socket: ServerSocket = {
      user: this.#user,
      send: (delta: Delta) => this.#toClient(link, () => listener.delta(delta)),
    };
    link.toClient.push(() => {
      link.isOpen = true;
      listener.opened();
    });
    return {
      hello: (hello, answer) =>
        link.toServer.push(() => {
          const welcome = this.#server.hello(socket, hello);
          this.#toClient(link, () => answer(welcome));
        }),
      push: (push, answer) =>
        link.toServer.push(() => {
          const pushed = this.#server.push(socket, push);
          this.#toClient(link, () => answer(pushed));
        }),
      applied: ({ to }) => link.toServer.push(() => this.#server.applied(socket, to)),
      presence: (say) => this.onPresence(say),
      close: () => {
        link.isGone = true;
      },
    };
  }

  /** The snapshot is taken at once; the answer arrives some steps later. */
  fetch(request: PageRequest): Promise<PageAnswer> {
    const answer = this.#server.page(this.#user, request);
    return new Promise((resolve) => this.#answers.push(() => resolve(answer)));
  }

  get isQuiet(): boolean {
    return this.#answers.length === 0 && this.#links.every((link) => queueOf(link).length === 0);
  }

  /** Delivers one message of one socket or one HTTP exchange. What a dead socket had sent may still arrive at the server. */
  step(random: () => number): void {
    const queues = [...this.#links.map(queueOf), ...this.#links.map((link) => link.toServer)];
    const sockets = queues.filter((queue) => queue.length > 0);
    // HTTP is slow beside the sockets, so that pages are older than the frames that they meet.
    const isAnswerDue = this.#answers.length > 0 && random() < 0.1;
    const ready = isAnswerDue ? [this.#answers] : sockets;
    if (ready.length === 0) return;
    const queue = pick(random, ready);
    const at = queue === this.#answers ? Math.floor(random() * queue.length) : 0;
    queue.splice(at, 1)[0]?.();
  }

  /** What is on its way to the clients is lost, though the sockets live: a proxy at its worst. */
  lose(): void {
    for (const link of this.#links) if (link.isOpen) link.toClient.length = 0;
  }

  /** Every socket dies: what was on the way to the client is lost. */
  drop(): void {
    for (const link of this.#links.filter((one) => !one.isGone)) {
      link.isGone = true;
      link.listener.closed();
    }
  }

  /** Every open socket hears who is here. */
  tell(state: PresenceState): void {
    for (const link of this.#links.filter((one) => !one.isGone)) link.listener.presence(state);
  }

  /** The page is gone with everything that was on the way to it. */
  vanish(): void {
    for (const link of this.#links) link.isGone = true;
    this.#answers = [];
  }

  forgetDead(): void {
    this.#links = this.#links.filter((link) => !link.isGone);
  }

  #toClient(link: Link, deliver: () => void): void {
    link.toClient.push(deliver);
  }
}

const queueOf = (link: Link): (() => void)[] =>
  link.isGone ? link.toServer : link.toClient.length > 0 ? link.toClient : link.toServer;
