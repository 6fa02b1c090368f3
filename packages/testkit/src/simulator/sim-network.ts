import type { Pushed, Welcome } from '@frontdesk/core/sync-protocol';
import type { PageAnswer, PageRequest, PageSource } from '@frontdesk/sync/engine/page-source';
import type { Connection, ConnectionListener, Transport } from '@frontdesk/sync/engine/transport';
import type { Chance } from './chance.ts';
import type { Lane, Scheduler } from './scheduler.ts';
import type { ClientEnd, ServerConnection } from './server-connection.ts';
import type { SimMember } from './sim-executor.ts';
import type { SimGateway } from './sim-gateway.ts';
import type { Witness } from './witness.ts';

export type GatewaySource = () => readonly SimGateway[];

/** What a browser's network needs of its world. */
export type NetworkDeps = {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly member: SimMember;
  /** Gateways that are up. */
  readonly gateways: GatewaySource;
  readonly isOffline: () => boolean;
  /** The session has ended: every handshake is answered with 401. */
  readonly isSignedOut: () => boolean;
  readonly name: string;
  readonly witness: Witness;
};

/** How long it takes until an end notices that the other one is gone without a word, in milliseconds. */
const PING_TIMEOUT_MS = 30_000;

/** What crosses the wire is a copy. */
const overTheWire = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;

/** One socket: messages in order each way, delivered one by one when the seed says so. */
class Link implements Connection {
  readonly #deps: NetworkDeps;
  readonly #listener: ConnectionListener;
  readonly #toServer: Lane;
  readonly #toClient: Lane;
  #server: ServerConnection | undefined;
  /** The client hears nothing more. */
  #isDeaf = false;

  constructor(deps: NetworkDeps, listener: ConnectionListener) {
    this.#deps = deps;
    this.#listener = listener;
    this.#toServer = deps.scheduler.lane(2, `${deps.name} to server`);
    this.#toClient = deps.scheduler.lane(2, `server to ${deps.name}`);
    this.#toServer.push(() => this.#accept());
  }

  hello(...[hello, answer]: Parameters<Connection['hello']>): void {
    const own = overTheWire(hello);
    this.#note('→ hello', own);
    if (own.cursor) this.#reach(own.cursor.epoch, own.cursor.seq);
    const reply = (welcome: Welcome): void => this.#carry(welcome, answer);
    this.#toServer.push(() => this.#server?.hello(own, reply));
  }

  push(...[push, answer]: Parameters<Connection['push']>): void {
    const { mutations } = overTheWire(push);
    this.#note('→ push', mutations);
    const { groundwork } = this.#deps.witness;
    for (const { uid, after } of mutations) groundwork.set(uid, after ?? []);
    const reply = (pushed: Pushed): void => this.#carry(pushed, answer);
    this.#toServer.push(() => this.#server?.push(mutations, reply));
  }

  applied({ to }: Parameters<Connection['applied']>[0]): void {
    this.#toServer.push(() => this.#server?.applied(to));
  }

  presence(): void {
    // Lost on its way: nothing else may depend on it (I8).
  }

  close(): void {
    this.#isDeaf = true;
    this.#toClient.cut();
    // What was sent arrives, and then the end of it.
    this.#toServer.push(() => this.#server?.end());
  }

  /** The line is cut: some of what is under way still arrives at the server, nothing more at the client. */
  cut(): void {
    if (this.#isDeaf) return;
    const { chance, scheduler } = this.#deps;
    this.#toClient.cut();
    this.#toServer.cut(chance.below(this.#toServer.length + 1));
    this.#toServer.push(() => this.#server?.end());
    this.#isDeaf = true;
    const closed = (): void => this.#listener.closed();
    // Often the operating system knows at once; a dead router says nothing.
    if (chance.flip(0.6)) scheduler.lane(2, `${this.#deps.name} is closed`).push(closed);
    else scheduler.after(PING_TIMEOUT_MS, closed);
  }

  /** The client's process died. */
  vanish(): void {
    this.#isDeaf = true;
    this.#toClient.cut();
    const { chance } = this.#deps;
    this.#toServer.cut(chance.below(this.#toServer.length + 1));
    this.#toServer.push(() => this.#server?.end());
  }

  #accept(): void {
    const { isOffline, isSignedOut, gateways, chance, member } = this.#deps;
    if (this.#isDeaf) return;
    const up = gateways();
    if (isOffline() || up.length === 0) return this.#tell(() => this.#listener.closed());
    if (isSignedOut()) return this.#tell(() => this.#listener.refused());
    this.#server = chance.pick(up).connect(member, this.#clientEnd());
    this.#tell(() => this.#listener.opened());
  }

  #clientEnd(): ClientEnd {
    return {
      delta: (delta) => {
        this.#deps.witness.gatewaySent(this.#deps.member.membershipId, delta);
        this.#reach(delta.epoch, delta.to);
        this.#note('← delta', delta);
        const own = overTheWire(delta);
        this.#tell(() => this.#listener.delta(own));
      },
      goaway: (goaway) => this.#tell(() => this.#listener.goaway(goaway)),
      reset: (reason) => this.#tell(() => this.#listener.reset(reason)),
      closed: () => this.#tell(() => this.#listener.closed()),
    };
  }

  #carry<T>(message: T, answer: (message: T) => void): void {
    const own = overTheWire(message);
    this.#note('← answer', own);
    this.#tell(() => answer(own));
  }

  #reach(epoch: string, seq: number): void {
    this.#deps.witness.reached.set(this.#deps.name, { epoch, seq });
  }

  #note(what: string, details: unknown): void {
    this.#deps.witness.note(this.#deps.name, what, details);
  }

  #tell(deliver: () => void): void {
    if (this.#isDeaf) return;
    this.#toClient.push(() => {
      if (!this.#isDeaf) deliver();
    });
  }
}

/** One engine's way to the gateways, by socket and by HTTP. It ends with the engine. */
export class SimNetwork implements Transport, PageSource {
  readonly #deps: NetworkDeps;
  readonly #links = new Set<Link>();
  #isGone = false;

  constructor(deps: NetworkDeps) {
    this.#deps = deps;
  }

  connect(listener: ConnectionListener): Connection {
    const link = new Link(this.#deps, listener);
    if (!this.#isGone) this.#links.add(link);
    return link;
  }

  async fetch(request: PageRequest): Promise<PageAnswer> {
    const { isOffline, isSignedOut, gateways, chance, member, scheduler } = this.#deps;
    const up = gateways();
    const answer = await this.#turn(async (): Promise<PageAnswer> => {
      if (isSignedOut()) return { ok: false, failure: { kind: 'unauthorised' } };
      if (isOffline() || up.length === 0) return UNAVAILABLE;
      return chance.pick(up).page(member, overTheWire(request));
    });
    const arrived = new Promise<PageAnswer>((resolve) => {
      scheduler
        .lane(1, 'page')
        .push(() => resolve(isOffline() ? UNAVAILABLE : overTheWire(answer)));
    });
    return this.#isGone ? new Promise(() => undefined) : arrived;
  }

  /** Every socket dies. */
  cut(): void {
    for (const link of this.#links) link.cut();
    this.#links.clear();
  }

  vanish(): void {
    this.#isGone = true;
    for (const link of this.#links) link.vanish();
    this.#links.clear();
  }

  /** Begins when it is this request's turn; a gateway that dies meanwhile answers nothing. */
  #turn(work: () => Promise<PageAnswer>): Promise<PageAnswer> {
    const { scheduler } = this.#deps;
    return new Promise((resolve) => {
      scheduler.after(PING_TIMEOUT_MS, () => resolve(UNAVAILABLE));
      scheduler.lane(1, 'fetch').push(() => void work().then(resolve));
    });
  }
}

const UNAVAILABLE: PageAnswer = { ok: false, failure: { kind: 'unavailable' } };
