import type { Clock } from '../engine/clock.ts';
import type { EnginePort } from './engine-link.ts';
import type { PortFrame } from './port-frame.ts';
import { radio } from './radio.ts';
import type { FromSwitchboard, ToSwitchboard } from './switchboard.ts';
import { TabPort } from './tab-port.ts';
import type { ToEngine } from './tab-protocol.ts';
import type { TabsSaid } from './tabs-said.ts';
import { wireOver, type Wire } from './wire.ts';

/** How long a leader has to take a channel, in ms, before another is offered. */
const OPEN_WITHIN_MS = 1_000;
/** Every third channel goes another way, should the switchboard's page or process be gone. */
const OTHER_WAY_EVERY = 3;

export type LeaderFinderOptions = {
  readonly clock: Clock;
  /** The lock that this page holds. */
  readonly tab: string;
  readonly tabs: Wire<TabsSaid>;
  /** Null: there is none. */
  readonly switchboard: MessagePort | null;
  /** Every tab leads itself: nobody else is asked. */
  readonly isAlone: boolean;
  /** Hands the leader's end of a channel to this page's own worker. */
  readonly passToOwn: (tab: string, port: MessagePort) => void;
  readonly said: (message: ToEngine) => void;
};

/** Keeps one channel to whoever leads: asks until one is taken, and again when that leader changes or falls silent. */
export class LeaderFinder {
  readonly #options: LeaderFinderOptions;
  readonly #switchboard: Wire<ToSwitchboard> | null;
  #onLeader: (port: EnginePort) => void = () => undefined;
  #current: { readonly port: TabPort; readonly term: number } | null = null;
  #offered: TabPort | null = null;
  #stopWaiting: () => void = () => undefined;
  #attempts = 0;
  #ownTerm: number | null = null;
  #isPaused = false;
  #isFollowing = false;

  constructor(options: LeaderFinderOptions) {
    this.#options = options;
    const { switchboard, tabs, isAlone, passToOwn } = options;
    this.#switchboard = switchboard && wireOver<ToSwitchboard>(switchboard);
    switchboard?.addEventListener('message', ({ data, ports }: MessageEvent<FromSwitchboard>) => {
      if (ports[0]) passToOwn(data.tab, ports[0]);
    });
    switchboard?.start();
    tabs.hear((said) => {
      if (said.op === 'leads' && !isAlone) this.#named(said.term);
    });
  }

  follow(onLeader: (port: EnginePort) => void): void {
    this.#onLeader = onLeader;
    this.#isFollowing = true;
    this.#ask();
  }

  /** This page's own worker leads; null: not any more. */
  own(term: number | null): void {
    const wasLeading = this.#ownTerm !== null;
    this.#ownTerm = term;
    if (term !== null) this.#switchboard?.say({ op: 'lead', term });
    if (term !== null || wasLeading) this.#ask();
  }

  /** The page stands still from here: nothing is kept for it anywhere. */
  pause(): void {
    this.#isPaused = true;
    this.#drop();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#ask();
  }

  #named(term: number): void {
    // Our own worker may be gone without a word, or hang: it does not lead if somebody does after it.
    if (this.#ownTerm !== null && term > this.#ownTerm) this.#ownTerm = null;
    if (term !== this.#current?.term) this.#ask();
  }

  #drop(): void {
    this.#stopWaiting();
    this.#offered?.close();
    this.#offered = null;
    this.#current?.port.close();
    this.#current = null;
  }

  #ask(): void {
    this.#stopWaiting();
    this.#offered?.close();
    if (this.#isPaused || !this.#isFollowing) return;
    const { clock, said } = this.#options;
    const port: TabPort = new TabPort(this.#offer(), clock, {
      opened: (term) => this.#take(port, term),
      lost: () => this.#lost(port),
      said,
    });
    this.#offered = port;
    this.#stopWaiting = clock.after(OPEN_WITHIN_MS, () => this.#ask());
  }

  /** A channel whose other end is on its way to the leader. */
  #offer(): Wire<PortFrame> {
    const { tab, tabs, clock, isAlone, passToOwn } = this.#options;
    this.#attempts += 1;
    const isOtherWay = this.#switchboard === null || this.#attempts % OTHER_WAY_EVERY === 0;
    if (this.#ownTerm === null && !isAlone && isOtherWay) {
      const channel = `sync-port:${clock.newId()}`;
      const wire = radio<PortFrame>(channel);
      tabs.say({ op: 'want', tab, channel });
      return wire;
    }
    const { port1, port2 } = new MessageChannel();
    if (this.#ownTerm !== null || isAlone) passToOwn(tab, port2);
    else this.#switchboard?.say({ op: 'want', tab }, [port2]);
    return wireOver(port1);
  }

  #take(port: TabPort, term: number): void {
    if (port !== this.#offered) return;
    this.#stopWaiting();
    this.#offered = null;
    this.#attempts = 0;
    const former = this.#current;
    this.#current = { port, term };
    former?.port.close();
    this.#onLeader(port);
  }

  #lost(port: TabPort): void {
    if (port === this.#offered || port === this.#current?.port) this.#ask();
  }
}
