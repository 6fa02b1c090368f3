import type { PresenceSay, PresenceState } from '@frontdesk/core/sync-protocol';
import { sameJson } from '../client/same-json.ts';
import type { RefusedItem, SyncStatus } from '../client/sync-client.ts';
import type { LocalRules } from '../store/local-rules.ts';
import type { RowEdit } from '../store/local-store.ts';
import type { Port } from '../tabs/port.ts';
import type { QueuedItem, ToEngine, ToTab } from '../tabs/tab-protocol.ts';
import type { NewMutation } from './journal.ts';
import { editsForTab } from './tab-edits.ts';

export type TabPort = Port<ToTab, ToEngine>;
export type Attach = Extract<ToEngine, { type: 'attach' }>;

/** One tab, from its `attach` on. */
export class Tab {
  readonly id: string;
  readonly port: TabPort;
  /** Windows that it holds. */
  readonly groups: Set<string>;
  isVisible: boolean;
  say: PresenceSay | null = null;
  /** Mutations that it was told of whole. */
  known: ReadonlySet<string> = new Set();
  told: { order?: readonly QueuedItem[]; refused?: readonly RefusedItem[]; status?: SyncStatus } =
    {};

  constructor(port: TabPort, attach: Attach) {
    this.id = attach.tabId;
    this.port = port;
    this.groups = new Set(attach.groups);
    this.isVisible = attach.visible;
  }
}

/** What all tabs are told when something has happened. */
export type Told = {
  readonly queue: {
    readonly order: readonly QueuedItem[];
    readonly mutations: readonly NewMutation[];
  };
  readonly refused: readonly RefusedItem[];
  readonly status: SyncStatus;
};

export type TabEdits = {
  readonly seq: number;
  readonly epoch: string;
  readonly edits: readonly RowEdit[];
  readonly settled: readonly string[];
};

/** The tabs that are attached, and what each of them was told: nobody is told twice what has not changed. */
export class Tabs {
  readonly #rules: LocalRules;
  readonly #tabs = new Map<TabPort, Tab>();

  constructor(rules: LocalRules) {
    this.#rules = rules;
  }

  get all(): readonly Tab[] {
    return [...this.#tabs.values()];
  }

  of(port: TabPort): Tab | undefined {
    return this.#tabs.get(port);
  }

  /** A tab that attaches again, also by another port, is the same tab, which knows nothing of this leader. */
  add(port: TabPort, attach: Attach): Tab {
    for (const known of this.all) if (known.id === attach.tabId) this.#tabs.delete(known.port);
    const tab = new Tab(port, attach);
    this.#tabs.set(port, tab);
    return tab;
  }

  remove(port: TabPort): boolean {
    return this.#tabs.delete(port);
  }

  /** The tab that spoke last stands last. */
  says(): { readonly say: PresenceSay; readonly isVisible: boolean }[] {
    return this.all.flatMap(({ say, isVisible }) => (say ? [{ say, isVisible }] : []));
  }

  takeSay(tab: Tab, say: PresenceSay): void {
    tab.say = say;
    this.#tabs.delete(tab.port);
    this.#tabs.set(tab.port, tab);
  }

  post(message: ToTab): void {
    for (const { port } of this.#tabs.values()) port.post(message);
  }

  edit({ seq, epoch, edits, settled }: TabEdits): void {
    for (const { port, groups } of this.#tabs.values()) {
      const own = editsForTab(edits, this.#rules, groups);
      port.post({ type: 'edits', seq, epoch, edits: own, settled });
    }
  }

  presence(state: PresenceState): void {
    this.post({ type: 'presence', state });
  }

  tell(told: Told): void {
    for (const tab of this.#tabs.values()) tellTab(tab, told);
  }

  /** Nobody is heard or told any more. */
  close(): void {
    for (const { port } of this.#tabs.values()) port.close();
    this.#tabs.clear();
  }
}

export function tellTab(tab: Tab, { queue, refused, status }: Told): void {
  const { port, told } = tab;
  if (!sameJson(told.order, queue.order)) {
    const added = queue.mutations.filter(({ uid }) => !tab.known.has(uid));
    tab.known = new Set(queue.order.map(({ uid }) => uid));
    port.post({ type: 'queue', order: queue.order, added });
  }
  if (!sameJson(told.refused, refused)) port.post({ type: 'refused', items: refused });
  if (!sameJson(told.status, status)) port.post({ type: 'status', status });
  tab.told = { order: queue.order, refused, status };
}
