import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '@frontdesk/core/assert';
import { startKillable } from './served-modules.ts';

type Answer = {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
};

/**
 * Chromium by its own protocol. Playwright keeps every page in view, and a page that is in view is never frozen:
 * what happens to those in the background can only be seen without it.
 */
export class RawBrowser {
  readonly #socket: WebSocket;
  readonly #end: () => Promise<void>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  private constructor(socket: WebSocket, end: () => Promise<void>) {
    this.#socket = socket;
    this.#end = end;
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
  }

  static async start(): Promise<RawBrowser> {
    const profile = await mkdtemp(join(tmpdir(), 'tabs-'));
    const { address, kill } = await startKillable(profile);
    const socket = new WebSocket(address);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    return new RawBrowser(socket, async () => {
      socket.close();
      await kill();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  close(): Promise<void> {
    return this.#end();
  }

  async open(url: string): Promise<RawPage> {
    const { targetId } = await this.send('Target.createTarget', { url });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    return new RawPage(this, String(targetId), String(sessionId));
  }

  async send(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
    this.#last += 1;
    const id = this.#last;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    const { result, error } = await answered;
    this.#waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return must(result, 'result');
  }
}

export class RawPage {
  readonly #browser: RawBrowser;
  readonly #targetId: string;
  readonly #sessionId: string;

  constructor(browser: RawBrowser, targetId: string, sessionId: string) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  /** What an expression comes to, once it has resolved. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#browser.send(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
      this.#sessionId,
    );
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { readonly value?: unknown }).value;
  }

  /** Asks until the expression is true; the test's own time-out is the limit. */
  async until(expression: string): Promise<void> {
    while (!(await this.evaluate(expression).catch(() => false))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async show(): Promise<void> {
    await this.#browser.send('Target.activateTarget', { targetId: this.#targetId });
  }

  async setLifecycle(state: 'frozen' | 'active'): Promise<void> {
    await this.#browser.send('Page.setWebLifecycleState', { state }, this.#sessionId);
  }
}
