import type { NewMutation } from '../../engine/journal.ts';
import { BrowserLink } from '../../tabs/browser-link.ts';
import type { EnginePort } from '../../tabs/engine-link.ts';

export type LinkOptions = {
  readonly build?: string;
  /** How many times as fast the worker's clock runs. */
  readonly speed?: number;
  readonly hasSwitchboard?: boolean;
};

/** The least that a tab does: says what it wants kept to each leader in turn until one has named it as saved. */
export class LinkedTab {
  readonly link: BrowserLink;
  readonly leaders: { readonly term: number; readonly build: string; readonly at: number }[] = [];
  readonly outdated: string[] = [];
  readonly #unsaved = new Map<string, { mutation: NewMutation; saved: (term: number) => void }>();
  #port: EnginePort | null = null;

  constructor({ build = '1.0.0', speed = 1, hasSwitchboard = true }: LinkOptions) {
    this.link = new BrowserLink({
      owner: 'ann',
      build,
      settings: null,
      startWorker: () =>
        new Worker(`/sync/browser/testing/stand-in-worker.ts?speed=${speed}`, { type: 'module' }),
      startSwitchboard: hasSwitchboard
        ? () => new SharedWorker('/sync/browser/testing/switchboard-worker.ts', { type: 'module' })
        : null,
      outdated: (newer) => this.outdated.push(newer),
    });
    this.link.follow((port) => this.#follow(port));
  }

  get term(): number {
    return this.leaders.at(-1)?.term ?? 0;
  }

  /** Resolves with the term of the leader that has saved it. */
  mutate(uid: string, name = 'note', args: unknown = null): Promise<number> {
    const clientAt = new Date().toISOString();
    const mutation = { uid, name, version: 1, args, clientAt, after: [] };
    const saved = new Promise<number>((resolve) => {
      this.#unsaved.set(uid, { mutation, saved: resolve });
    });
    this.#port?.post({ type: 'mutate', mutation });
    return saved;
  }

  /** Says something that the tab does not repeat. */
  command(name: string, args: unknown = null): void {
    const mutation = { uid: name, name, version: 1, args, clientAt: '', after: [] };
    this.#port?.post({ type: 'mutate', mutation });
  }

  #follow(port: EnginePort): void {
    this.#port = port;
    port.listen((message) => {
      if (message.type === 'attached') {
        this.leaders.push({ term: message.term, build: message.build, at: performance.now() });
      }
      if (message.type !== 'queue') return;
      for (const { uid } of message.order) {
        this.#unsaved.get(uid)?.saved(this.term);
        this.#unsaved.delete(uid);
      }
    });
    port.post({
      type: 'attach',
      tabId: 'any',
      build: '1.0.0',
      visible: true,
      groups: [],
      unsaved: [...this.#unsaved.values()].map(({ mutation }) => mutation),
      awaited: [],
    });
  }
}
