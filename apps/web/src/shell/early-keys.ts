/** `isTaken`: something on the page has acted on it already. */
type OnKey = (event: KeyboardEvent, isTaken: boolean) => void;

type Pressed = { readonly event: KeyboardEvent; readonly isTaken: boolean };

/** A sign that is pressed on no field or button: the browser has no better use for it than we. */
const isOurs = ({ target, key, code, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  ctrlKey || metaKey ? code === 'KeyK' : !altKey && key.length === 1 && target === document.body;

/** Keys that are pressed before it is known what they do wait for that, in order. */
export class EarlyKeys {
  readonly #fetch: () => Promise<OnKey>;
  #onKey: OnKey | undefined;
  #loading: Promise<void> | undefined;
  #early: Pressed[] = [];
  #isOver = false;

  constructor(fetch: () => Promise<OnKey>) {
    this.#fetch = fetch;
  }

  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  readonly listen = (event: KeyboardEvent): void => {
    const isTaken = event.defaultPrevented;
    if (this.#onKey !== undefined) {
      this.#onKey(event, isTaken);
      return;
    }
    // It cannot be taken from the browser later on.
    if (isOurs(event)) event.preventDefault();
    this.#early.push({ event, isTaken });
    void this.load();
  };

  end(): void {
    this.#isOver = true;
    this.#early = [];
  }

  async #load(): Promise<void> {
    this.#onKey = await this.#fetch();
    const early = this.#early;
    this.#early = [];
    if (!this.#isOver) for (const { event, isTaken } of early) this.#onKey(event, isTaken);
  }
}
