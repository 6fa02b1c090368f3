import type { MutationResult } from '@frontdesk/core/sync-protocol';
import { isHot } from '../store/is-hot.ts';
import type { LocalRules } from '../store/local-rules.ts';
import type { LocalSearch, RowEdit, RowsAt } from '../store/local-store.ts';
import type { ToEngine, ToTab } from '../tabs/tab-protocol.ts';
import type { PresenceDesk } from './presence-desk.ts';
import type { SessionEvent, SessionState } from './session-state.ts';
import type { StoreKeeper } from './store-keeper.ts';
import { Tabs, tellTab, type Attach, type Tab, type TabPort, type Told } from './tabs.ts';

export type TabDeskOptions = {
  readonly rules: LocalRules;
  readonly rows: StoreKeeper;
  readonly term: number;
  readonly build: string;
  readonly presence: PresenceDesk;
  readonly session: () => SessionState;
  /** What a tab is told now. */
  readonly told: () => Told;
  readonly dispatch: (event: SessionEvent) => void;
};

type Place = { readonly seq: number; readonly epoch: string };

/** Where the tabs come with what they want, and get what they hold. */
export class TabDesk {
  readonly #options: TabDeskOptions;
  readonly #tabs: Tabs;
  #isClosed = false;

  constructor(options: TabDeskOptions) {
    this.#options = options;
    this.#tabs = new Tabs(options.rules);
  }

  /** Serves a tab by this port; the answer ends it, for a tab that died without a word. */
  attach(port: TabPort): () => void {
    port.listen((message) => {
      if (!this.#isClosed) this.#hear(port, message);
    });
    return () => this.#leave(port);
  }

  /** Edits as they are given to the store, with the mutations that they settle. */
  edit(edits: readonly RowEdit[], settled: readonly string[]): void {
    this.#tabs.edit({ ...this.#place(), edits, settled });
  }

  outcomes(results: readonly MutationResult[]): void {
    for (const result of results) this.#tabs.post({ type: 'outcome', uid: result.uid, result });
  }

  notSaved(uids: readonly string[]): void {
    const reason = 'journal';
    for (const uid of uids) this.#tabs.post({ type: 'not_saved', uid, reason });
  }

  tell(): void {
    this.#tabs.tell(this.#options.told());
  }

  post(message: ToTab): void {
    this.#tabs.post(message);
  }

  /** The lease is over: rows leave the tabs' memory too (rule 51). */
  lock(): void {
    const revoked = [...this.#options.session().scopes.keys()];
    this.edit([{ type: 'frame', changes: [], revoked }], []);
  }

  /** Rows are given out again. */
  unlock(): void {
    for (const tab of this.#tabs.all) {
      void this.#image(tab);
      for (const group of tab.groups) void this.#window(tab, group);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#tabs.close();
  }

  #hear(port: TabPort, message: ToEngine): void {
    if (message.type === 'attach') {
      this.#add(port, message);
      return;
    }
    const tab = this.#tabs.of(port);
    if (tab) this.#serve(tab, message);
  }

  #serve(tab: Tab, message: Exclude<ToEngine, { type: 'attach' }>): void {
    const { dispatch } = this.#options;
    switch (message.type) {
      case 'refresh':
        void this.#image(tab);
        return;
      case 'mutate':
        this.#takeIn(tab, message.mutation);
        return;
      case 'hold':
        tab.groups.add(message.group);
        void this.#window(tab, message.group);
        return;
      case 'release':
        tab.groups.delete(message.group);
        return;
      case 'search':
        void this.#search(tab, message.id, message.search);
        return;
      case 'say':
        this.#tabs.takeSay(tab, message.say);
        this.#sayPresence();
        return;
      case 'visible':
        tab.isVisible = message.visible;
        this.#sayPresence();
        return;
      case 'dismiss':
        dispatch({ type: 'dismissed', uid: message.uid });
        return;
      case 'withdraw':
        dispatch({ type: 'taken_back', uid: message.uid });
        return;
      case 'signed_in':
        dispatch({ type: 'signed_in' });
        return;
      case 'retry':
        dispatch({ type: 'online' });
        return;
      case 'leave':
        this.#leave(tab.port);
    }
  }

  #add(port: TabPort, attach: Attach): void {
    const tab = this.#tabs.add(port, attach);
    const { term, build, presence, told } = this.#options;
    port.post({ type: 'attached', term, build });
    // What it may know pending is settled before a queue does not name it.
    for (const uid of attach.awaited) this.#tellOutcome(tab, uid);
    void this.#image(tab);
    for (const group of attach.groups) void this.#window(tab, group);
    for (const mutation of attach.unsaved) this.#takeIn(tab, mutation);
    tellTab(tab, told());
    port.post({ type: 'presence', state: presence.state });
    this.#sayPresence();
  }

  #takeIn(tab: Tab, mutation: Extract<ToEngine, { type: 'mutate' }>['mutation']): void {
    if (!this.#tellOutcome(tab, mutation.uid))
      this.#options.dispatch({ type: 'mutated', mutation });
  }

  /** Work that is known already, and settled: its author has not heard. */
  #tellOutcome(tab: Tab, uid: string): boolean {
    const { archive, refused, outbox } = this.#options.session();
    const known = [archive, refused, outbox.queue].flatMap(
      (all: readonly { readonly uid: string; readonly result?: MutationResult | null }[]) =>
        all.filter((one) => one.uid === uid),
    );
    const result = known.find((one) => one.result)?.result;
    if (result) tab.port.post({ type: 'outcome', uid, result });
    return Boolean(result);
  }

  async #image(tab: Tab): Promise<void> {
    const { isLocked, hasRows, loads } = this.#options.session();
    if (isLocked) return;
    const { seq, epoch } = this.#place();
    if (!hasRows) {
      // All that there will be comes with the load, so the tab need not ask for it again at its end.
      tab.port.post({ type: 'image_end', seq, epoch });
      const target = loads.current?.target;
      const edits = target ? [{ type: 'begin_load', target } as const] : [];
      tab.port.post({ type: 'edits', seq, epoch, edits, settled: [] });
      return;
    }
    const { rows, rules } = this.#options;
    const isRead = await rows.read(
      async (store) => {
        await store.hot((part) =>
          tab.port.post({ type: 'image', part: { seq, rows: part.rows }, epoch }),
        );
        return true;
      },
      (entity, row) => isHot(rules, entity, row),
    );
    if (isRead) tab.port.post({ type: 'image_end', seq, epoch });
    // The store failed: once another one has taken its place, the image is what that one has.
    else if ((await rows.read(async () => true)) && !this.#isClosed) await this.#image(tab);
  }

  async #window(tab: Tab, group: string): Promise<void> {
    const { seq, epoch } = this.#place();
    const { isLocked, hasRows } = this.#options.session();
    let at: RowsAt | null = null;
    if (!isLocked && hasRows) {
      const { rows, rules } = this.#options;
      const read = await rows.read(
        (store, place) => (place ? store.group(group) : Promise.resolve(null)),
        (entity, row) => rules.groupOf(entity, row) === group,
      );
      at = read && { seq, rows: read.rows };
    }
    tab.port.post({ type: 'window', group, at, epoch });
  }

  async #search(tab: Tab, id: number, search: LocalSearch): Promise<void> {
    const { isLocked, hasRows } = this.#options.session();
    const isOpen = !isLocked && hasRows;
    const { rows } = this.#options;
    // While a load is under way it is known that not everything is found.
    const hits = isOpen
      ? await rows.read(
          (store) => store.search(search),
          () => false,
        )
      : null;
    tab.port.post({ type: 'found', id, hits });
  }

  #leave(port: TabPort): void {
    if (this.#tabs.remove(port)) this.#sayPresence();
    port.close();
  }

  #sayPresence(): void {
    this.#options.presence.tabs(this.#tabs.says());
  }

  /** Where the edits stand that the tabs were given. */
  #place(): Place {
    const { cursor } = this.#options.session();
    return cursor ? { seq: cursor.seq, epoch: cursor.epoch } : { seq: -1, epoch: '' };
  }
}
