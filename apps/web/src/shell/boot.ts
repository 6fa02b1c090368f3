import { NOT_A_MEMBER, type Answer, type Failure } from '../api/request.ts';
import type { OpenWorkspace } from '../replica/open-workspace.ts';
import type { Me, Workspace } from '../replica/workspace.ts';

export type BootState = { readonly workspace: Workspace | null; readonly failure: Failure | null };

export type BootParts = {
  /** Asks the server who is signed in here. */
  readonly ask: () => Promise<Answer<Me>>;
  readonly open: (me: Me) => Promise<OpenWorkspace>;
  readonly remembered: () => Me | null;
  readonly remember: (me: Me) => void;
  /** Called with what the server says of somebody, once it is shown. */
  readonly confirmed: (me: Me) => void;
  /** Nobody is signed in: leaves for the front door. */
  readonly toSignIn: () => void;
  /** Somebody else is signed in than whose rows are shown: loads the page anew. */
  readonly startOver: () => void;
  readonly onState: (state: BootState) => void;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
};

/** A server that has not said by then who this is counts as away, where it is remembered. In milliseconds. */
const PATIENCE_MS = 2_000;
/** How long until one who could not reach the server is tried again. */
const RETRY_MS = 3_000;
/** The same while what is on this device is shown already. */
const CONFIRM_MS = 15_000;

const AWAY: Failure = { status: 0, code: 'SLOW', message: '', details: [] };

const isAway = ({ status }: Failure): boolean => status === 0 || status === 429 || status >= 500;

const ownerOf = (me: Me): string => `${me.organizationId}/${me.userId}`;

/**
 * Finds out who this is and opens what is kept of theirs. The one who was here last is opened while the server is asked, but
 * shown only once it says the same or cannot be reached.
 */
export class Boot {
  readonly #parts: BootParts;
  #opened: { readonly owner: string; readonly open: Promise<OpenWorkspace> } | undefined;
  #shown: Me | undefined;
  #isOver = false;

  constructor(parts: BootParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    while (!this.#isOver && !(await this.#try())) await this.#parts.pause(RETRY_MS);
  }

  close(): void {
    this.#isOver = true;
    this.#letGo();
  }

  /** Signs out of this device: see `OpenWorkspace`. */
  async leave(options: { readonly keepWork: boolean }): Promise<void> {
    this.#isOver = true;
    const { leave } = (await this.#opened?.open) ?? {};
    await leave?.(options);
    this.#opened = undefined;
  }

  /** Resolves with whether there is nothing more to try. */
  async #try(): Promise<boolean> {
    const remembered = this.#parts.remembered();
    const asked = this.#parts.ask();
    if (remembered) this.#open(remembered);
    const slow = this.#parts.pause(PATIENCE_MS).then(() => ({ ok: false, failure: AWAY }) as const);
    const answer = await (remembered ? Promise.race([asked, slow]) : asked);
    if (this.#isOver) return true;
    if (answer.ok) await this.#showConfirmed(answer.value);
    else if (answer.failure.code === NOT_A_MEMBER) await this.#beRemoved();
    else if (answer.failure.status === 401) this.#leave();
    else if (remembered && isAway(answer.failure)) {
      await this.#show(remembered);
      void this.#confirm(asked);
    } else {
      this.#parts.onState({ workspace: null, failure: answer.failure });
      return false;
    }
    return true;
  }

  /** Until the server has said who this is: it may have become somebody else meanwhile, or been given other rights. */
  async #confirm(first: Promise<Answer<Me>>): Promise<void> {
    let answer = await first;
    while (!this.#isOver && !answer.ok && isAway(answer.failure)) {
      await this.#parts.pause(CONFIRM_MS);
      answer = await this.#parts.ask();
    }
    // Signed out meanwhile: the engine is told so too, and says it without taking away what is being written.
    if (this.#isOver || !answer.ok || !this.#shown) return;
    if (ownerOf(answer.value) !== ownerOf(this.#shown)) {
      this.#parts.remember(answer.value);
      this.#parts.startOver();
    } else await this.#showConfirmed(answer.value);
  }

  async #showConfirmed(me: Me): Promise<void> {
    if (JSON.stringify(me) !== JSON.stringify(this.#shown)) await this.#show(me);
    if (!this.#isOver) this.#parts.confirmed(me);
  }

  async #show(me: Me): Promise<void> {
    this.#parts.remember(me);
    this.#shown = me;
    const { workspace } = await this.#open(me);
    if (!this.#isOver) this.#parts.onState({ workspace: { ...workspace, me }, failure: null });
  }

  #open(me: Me): Promise<OpenWorkspace> {
    const owner = ownerOf(me);
    if (this.#opened?.owner !== owner) {
      this.#letGo();
      this.#opened = { owner, open: this.#parts.open(me) };
    }
    return this.#opened.open;
  }

  /** No member any more: of what is kept here only what they wrote and did not send is theirs. */
  async #beRemoved(): Promise<void> {
    await this.leave({ keepWork: true });
    this.#parts.toSignIn();
  }

  #leave(): void {
    this.#letGo();
    this.#parts.toSignIn();
  }

  #letGo(): void {
    void this.#opened?.open.then(({ close }) => close());
    this.#opened = undefined;
  }
}
