import { wireOver, type Wire } from './wire.ts';

/** What a page says to the switchboard. A `want` brings the far end of the channel that it asks to be passed on. */
export type ToSwitchboard =
  /** This page's worker leads. */
  | { readonly op: 'lead'; readonly term: number }
  /** `tab` names the lock that the page holds while it lives. */
  | { readonly op: 'want'; readonly tab: string };

/** To the leader's page, with the end of a channel that belongs to its worker. */
export type FromSwitchboard = { readonly op: 'peer'; readonly tab: string };

type Want = { readonly tab: string; readonly port: MessagePort };

/** The events that a SharedWorker is made of. */
export type ConnectScope = {
  addEventListener(type: 'connect', listener: (event: MessageEvent) => void): void;
};

/**
 * Runs in a SharedWorker and does nothing but hand the ends of channels to the leader: a BroadcastChannel cannot
 * carry one, and a SharedWorker can neither start workers nor hold the store's files, so it cannot lead itself.
 * What is wanted while nobody leads waits. Pages that are gone are not noticed: who wants asks again.
 */
export function runSwitchboard(scope: ConnectScope): void {
  const board = new Switchboard();
  scope.addEventListener('connect', ({ ports }) => {
    for (const port of ports) board.connect(port);
  });
}

class Switchboard {
  #leader: { readonly page: Wire<FromSwitchboard>; readonly term: number } | null = null;
  /** By tab: only the last channel that it asked for is of use to it. */
  readonly #wants = new Map<string, Want>();

  connect(port: MessagePort): void {
    const page = wireOver<FromSwitchboard>(port);
    port.addEventListener('message', ({ data, ports }: MessageEvent<ToSwitchboard>) => {
      if (data.op === 'lead') this.#lead(page, data.term);
      else if (ports[0]) this.#want({ tab: data.tab, port: ports[0] });
    });
    port.start();
  }

  #lead(page: Wire<FromSwitchboard>, term: number): void {
    // A former leader that wakes up late says so too.
    if (this.#leader && this.#leader.term > term) return;
    this.#leader = { page, term };
    for (const want of this.#wants.values()) this.#pass(want);
    this.#wants.clear();
  }

  #want(want: Want): void {
    if (this.#leader) this.#pass(want);
    else this.#wants.set(want.tab, want);
  }

  #pass({ tab, port }: Want): void {
    this.#leader?.page.say({ op: 'peer', tab }, [port]);
  }
}
