import { portPair, type PortPairOptions } from '../../tabs/port-pair.ts';
import type { Port } from '../../tabs/port.ts';
import type { EngineLink, EnginePort } from '../../tabs/engine-link.ts';
import type { ToEngine, ToTab } from '../../tabs/tab-protocol.ts';
import type { NewMutation } from '../../engine/journal.ts';
import type { ReplicaRow } from '../../store/rows.ts';

type Of<T extends ToEngine['type']> = Extract<ToEngine, { readonly type: T }>;

/** Browsers refuse their own functions as methods of ours. */
const CALLED_IN_ANY_BROWSER: PortPairOptions = {
  carry: (deliver) => queueMicrotask(deliver),
  copy: (message) => structuredClone(message),
};

/** A leader that does exactly what a test says, and remembers what it was told. */
export class ScriptedLeader {
  readonly heard: ToEngine[] = [];
  /** Told of each message after it was written down. */
  onHeard: (message: ToEngine) => void = () => undefined;
  readonly #port: Port<ToTab, ToEngine>;
  #epoch = 'e1';

  constructor(port: Port<ToTab, ToEngine>) {
    this.#port = port;
    port.listen((message) => {
      this.heard.push(message);
      this.onHeard(message);
    });
  }

  said<T extends ToEngine['type']>(type: T): Of<T>[] {
    return this.heard.filter((message): message is Of<T> => message.type === type);
  }

  say(...messages: readonly ToTab[]): void {
    for (const message of messages) this.#port.post(message);
  }

  /** The log is another one from now on. */
  enter(epoch: string): void {
    this.#epoch = epoch;
  }

  image(seq: number, rows: Readonly<Record<string, readonly ReplicaRow[]>>): void {
    const epoch = this.#epoch;
    this.say(
      { type: 'attached', term: 1, build: 'test' },
      { type: 'image', part: { seq, rows }, epoch },
      { type: 'image_end', seq, epoch },
    );
  }

  window(
    group: string,
    seq: number,
    rows: Readonly<Record<string, readonly ReplicaRow[]>> | null,
  ): void {
    this.say({ type: 'window', group, at: rows && { seq, rows }, epoch: this.#epoch });
  }

  edits(
    seq: number,
    edits: Extract<ToTab, { type: 'edits' }>['edits'],
    settled: readonly string[] = [],
  ): void {
    this.say({ type: 'edits', seq, epoch: this.#epoch, edits, settled });
  }

  /** All pending mutations, saved; whole those that the tab may not know. */
  queue(order: readonly string[], added: readonly NewMutation[] = []): void {
    const items = order.map((uid) => ({ uid, saved: true, sent: false }));
    this.say({ type: 'queue', order: items, added });
  }
}

/** A tab's way to scripted leaders, one after another. */
export class ScriptedLink implements EngineLink {
  #onLeader: (port: EnginePort) => void = () => undefined;

  follow(onLeader: (port: EnginePort) => void): void {
    this.#onLeader = onLeader;
  }

  lead(): ScriptedLeader {
    const { near, far } = portPair<ToEngine, ToTab>(CALLED_IN_ANY_BROWSER);
    const leader = new ScriptedLeader(far);
    this.#onLeader(near);
    return leader;
  }

  close(): void {
    this.#onLeader = () => undefined;
  }
}
