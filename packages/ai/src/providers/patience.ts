import { ProviderFault } from './provider-fault.ts';

/**
 * How long we wait for one provider, and why we stopped: its time was over, or whoever asked let go. It does not rely
 * on the vendor's SDK to notice: a wait ends when it must, whatever the call does.
 */
export class Patience {
  readonly #ended = new AbortController();
  readonly #outer: AbortSignal;
  readonly #letGo = (): void =>
    this.#ended.abort(new ProviderFault('aborted', 'It was no longer needed.', { usage: null }));

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    if (outer.aborted) this.#letGo();
    else outer.addEventListener('abort', this.#letGo, { once: true });
  }

  /** Ends the call itself; its reason is a {@link ProviderFault}. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * What `work` becomes, if it does within `ms`; rejects with the fault otherwise. `excused`: so short a wait that
   * its end says nothing against the provider.
   */
  async wait<T>(work: Promise<T>, ms: number, excused = false): Promise<T> {
    const { signal } = this;
    const ended = Promise.withResolvers<never>();
    const stop = (): void => ended.reject(signal.reason);
    const timer = setTimeout(
      () => this.#ended.abort(tookTooLong(ms, excused)),
      Math.max(0, Math.ceil(ms)),
    );
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([work, ended.promise]);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Ends a call that still runs, and stops listening to whoever asked. */
  end(): void {
    this.#outer.removeEventListener('abort', this.#letGo);
    this.#letGo();
  }
}

/** The vendor may go on and bill for what we do not wait for, so the usage is unknown. */
const tookTooLong = (ms: number, excused: boolean): ProviderFault =>
  new ProviderFault('timeout', `It did not answer within ${secondsOf(ms)} s.`, {
    excused,
    usage: null,
  });

const secondsOf = (ms: number): string =>
  ms < 1_000 ? (ms / 1_000).toFixed(2).replace(/0$/, '') : String(Math.round(ms / 100) / 10);
