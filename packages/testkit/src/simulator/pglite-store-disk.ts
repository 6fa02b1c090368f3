import type { Cursor } from '@frontdesk/core/sync-protocol';
import type { LocalRules } from '@frontdesk/sync/store/local-rules';
import type { LocalStore } from '@frontdesk/sync/store/local-store';
import { PgliteHome } from '@frontdesk/sync/store/pglite-home';
import { PgliteStore } from '@frontdesk/sync/store/pglite-store';
import { MemoryDisk } from '@frontdesk/sync/store/testing/node-disk';
import { guarded, scopesLeft, type StoreDisk } from './sim-store.ts';

/** PGlite in this process: what it has committed outlives the engine that did. */
export class PgliteStoreDisk implements StoreDisk {
  readonly kind = 'pglite';
  readonly leftBehind: string[] = [];
  isBehind = false;
  readonly #rules: LocalRules;
  readonly #disk = new MemoryDisk();
  #store: PgliteStore | undefined;
  #place: Cursor | null = null;
  #handle = 0;

  constructor(rules: LocalRules) {
    this.#rules = rules;
  }

  async open(): Promise<LocalStore> {
    await this.#release();
    const handle = this.#handle;
    const store = new PgliteStore(this.#rules, new PgliteHome(this.#disk, 'sim'));
    this.#store = store;
    const isMine = (): boolean => handle === this.#handle;
    return guarded(store, isMine, async (commit) => {
      await store.commit(commit);
      this.#place = commit.place.cursor;
      this.leftBehind.push(...(await scopesLeft(store, commit)));
    });
  }

  async crash(): Promise<void> {
    await this.#release();
  }

  async lose(): Promise<void> {
    await this.#release();
    await this.#disk.end();
    this.#disk.note = null;
    this.#place = null;
    this.isBehind = true;
  }

  current(): LocalStore | undefined {
    return this.#store;
  }

  place(): Cursor | null {
    return this.#place;
  }

  async close(): Promise<void> {
    await this.#release();
    await this.#disk.end();
  }

  /** Whatever was begun with the last handle is over before another one is given. */
  async #release(): Promise<void> {
    this.#handle += 1;
    const store = this.#store;
    this.#store = undefined;
    await store?.close();
  }
}
