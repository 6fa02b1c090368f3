import type { RowsAt } from '../store/local-store.ts';
import type { EntityMap } from '../store/rows.ts';
import type { ToEngine, ToTab } from '../tabs/tab-protocol.ts';
import { editSlices, rowSlices } from './row-slices.ts';
import type { Read, ReplicaStore } from './store.ts';
import type { At } from './store-reads.ts';
import { Windows } from './windows.ts';

type Message<T extends ToTab['type']> = Extract<ToTab, { readonly type: T }>;

/**
 * A tab's rows as the leader brings them: an image first, windows as they are asked for, and edits in order. Each
 * generator does a part of its work at each step.
 */
export class TabRows<E extends EntityMap> {
  readonly windows: Windows;
  readonly #store: ReplicaStore<E>;
  readonly #post: (message: ToEngine) => void;
  #image: Read | null = null;
  /** A part of the image came too late to be taken: it is asked for again at its end. */
  #isImageLate = false;
  #awaitsImage = true;
  #hasImage = false;
  /** The image came since the last load began: what it holds is not swept at the load's end. */
  #isImageFresh = false;

  constructor(store: ReplicaStore<E>, post: (message: ToEngine) => void) {
    this.#store = store;
    this.#post = post;
    this.windows = new Windows({
      ask: (group) => this.#ask(group),
      release: (groups) => this.#release(groups),
    });
  }

  /** Some of the rows that every screen needs are here. */
  get hasImage(): boolean {
    return this.#hasImage;
  }

  /** All of them are. */
  get isImageWhole(): boolean {
    return this.#hasImage && !this.#awaitsImage;
  }

  /** Another leader is asked for all rows. Answers the windows that it is asked for. */
  attach(): readonly string[] {
    this.#store.follow();
    this.#awaitImage();
    return this.windows.askAnew();
  }

  *image(part: RowsAt, epoch: string): Generator<void> {
    this.#image ??= this.#store.openRead(null, epoch);
    if (this.#image === null) {
      this.#isImageLate = true;
      return;
    }
    for (const rows of rowSlices(part.rows)) {
      this.#store.takeRead({ seq: part.seq, rows });
      this.#hasImage = true;
      yield;
    }
  }

  /** Answers whether the image is whole; if it came too late, another one is asked for. */
  imageEnd(at: At): boolean {
    const image = this.#image ?? this.#store.openRead(null, at.epoch);
    const isLate = this.#isImageLate || image === null;
    this.#image = null;
    this.#isImageLate = false;
    if (isLate) {
      this.#post({ type: 'refresh' });
      return false;
    }
    this.#store.closeRead(image, at);
    this.#hasImage = true;
    this.#awaitsImage = false;
    this.#isImageFresh = true;
    this.#awaitReads();
    return true;
  }

  *window({ group, at, epoch }: Message<'window'>): Generator<void> {
    if (!this.windows.has(group)) return;
    if (at === null) {
      this.windows.answered(group, 'unknown');
      this.#awaitReads();
      return;
    }
    const read = this.#store.openRead(group, epoch);
    if (read === null) {
      this.windows.answered(group, 'late');
      return;
    }
    for (const rows of rowSlices(at.rows)) {
      this.#store.takeRead({ seq: at.seq, rows });
      yield;
    }
    this.#store.closeRead(read, { seq: at.seq, epoch });
    this.windows.answered(group, this.#store.hasRowsOf(group) ? 'ready' : 'unknown');
    this.#awaitReads();
  }

  *edits({ edits, seq, epoch, settled }: Message<'edits'>): Generator<void> {
    const slices = editSlices(edits);
    for (const [index, slice] of slices.entries()) {
      const isLast = index === slices.length - 1;
      this.#store.apply(slice, { seq, epoch }, new Set(isLast ? settled : []));
      if (!isLast) yield;
    }
    this.windows.rowsCame((group) => this.#store.hasRowsOf(group));
    this.pin();
    // In order: one step may end a load and begin the next.
    for (const { type } of edits) {
      if (type === 'begin_load') this.#loadBegan();
      if (type === 'end_load') this.#loadEnded();
    }
  }

  /** The windows of rows that pending mutations touch are held. */
  pin(): void {
    this.windows.pin(this.#store.pinned());
  }

  #loadBegan(): void {
    this.windows.loadBegan();
    this.#isImageFresh = false;
  }

  #loadEnded(): void {
    this.windows.loadEnded();
    if (this.#awaitsImage) this.#isImageLate = true;
    if (!this.#isImageFresh) return;
    this.#awaitImage();
    this.#post({ type: 'refresh' });
  }

  #awaitImage(): void {
    this.#image = null;
    this.#isImageLate = false;
    this.#awaitsImage = true;
    this.#isImageFresh = false;
    this.#store.awaitReads(true);
  }

  #ask(group: string): void {
    this.#store.hold(group);
    this.#store.awaitReads(true);
    this.#post({ type: 'hold', group });
  }

  #release(groups: readonly string[]): void {
    for (const group of groups) this.#post({ type: 'release', group });
    this.#store.release(groups);
  }

  #awaitReads(): void {
    this.#store.awaitReads(this.#awaitsImage || this.windows.isAsked);
  }
}
