import type { BrowserContext, Page } from '@playwright/test';

/** When things were first so, in ms since the page's navigation began; undefined while they are not. */
export type Milestones = {
  /** A frame with rows of the list in it was made. */
  readonly rows?: number;
  /** A frame was made that says that the list has all its conversations. */
  readonly all?: number;
  /** The engine has told this page: the screen can be drawn; everything is there. */
  readonly usable?: number;
  readonly complete?: number;
};

export type EngineWatch = {
  readonly at: { -readonly [K in keyof Milestones]: Milestones[K] };
  /** From a page's question to the engine's answer in the page, ms. */
  readonly searches: number[];
};

/** Every page of the context notes how far it is, and how soon its engine answers a search. `all`: the list's count then. */
export async function watchEngine(context: BrowserContext, all: number): Promise<void> {
  await context.addInitScript(`(${install.toString()})('${all}')`);
}

export const milestones = (page: Page): Promise<Milestones> => page.evaluate('engineWatch.at');

export const takeSearches = (page: Page): Promise<number[]> =>
  page.evaluate('engineWatch.searches.splice(0)');

const LATEST_MS = 90_000;

/** Resolves when the page has reached all of these. */
export async function reached(
  page: Page,
  names: readonly (keyof Milestones)[],
): Promise<Milestones> {
  await page.waitForFunction(
    (wanted) => {
      const { engineWatch } = window as unknown as { engineWatch?: EngineWatch };
      return wanted.every((name) => engineWatch?.at[name] !== undefined);
    },
    names,
    { timeout: LATEST_MS, polling: 100 },
  );
  return milestones(page);
}

/** Resolves when the engine has answered a search: its store has everything written down. */
export async function searchAnswered(page: Page): Promise<void> {
  await page.waitForFunction(
    () => (window as unknown as { engineWatch: EngineWatch }).engineWatch.searches.length > 0,
    undefined,
    { timeout: LATEST_MS, polling: 100 },
  );
}

/** Runs in the page. */
function install(count: string): void {
  const at: EngineWatch['at'] = {};
  const searches: number[] = [];
  const asked = new Map<unknown, number>();
  Object.assign(window, { engineWatch: { at, searches } satisfies EngineWatch });

  type Said = {
    readonly type?: string;
    readonly id?: unknown;
    /** Null from a store that cannot tell yet. */
    readonly hits?: object | null;
    readonly status?: { readonly usable: boolean; readonly complete: boolean };
  };
  const inside = (data: unknown): Said | undefined =>
    (data as { readonly message?: Said } | null | undefined)?.message;
  const hear = ({ data }: MessageEvent<unknown>): void => {
    const message = inside(data);
    const now = performance.now();
    if (message?.type === 'found' && message.hits)
      searches.push(now - (asked.get(message.id) ?? Number.NaN));
    if (message?.status?.usable === true) at.usable ??= now;
    if (message?.status?.complete === true) at.complete ??= now;
  };
  const heard = new WeakSet<object>();
  for (const end of [MessagePort.prototype, Worker.prototype]) {
    const { addEventListener, postMessage } = end;
    end.addEventListener = function listen(this: EventTarget, ...args: never[]) {
      if (args[0] === 'message' && !heard.has(this)) {
        heard.add(this);
        Reflect.apply(addEventListener, this, ['message', hear]);
      }
      Reflect.apply(addEventListener, this, args);
    };
    end.postMessage = function post(this: unknown, ...args: never[]) {
      const message = inside(args[0]);
      if (message?.type === 'search') asked.set(message.id, performance.now());
      Reflect.apply(postMessage, this, args);
    };
  }

  const after = (name: 'rows' | 'all'): void => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => (at[name] ??= performance.now()), { once: true });
    port1.start();
    port2.postMessage(null);
  };
  const look = (): void => {
    const list = document.querySelector('section[aria-label="Conversations"]');
    if (at.rows === undefined && list?.querySelector('[role="listitem"] a')) after('rows');
    const isWhole = list?.querySelector('header .tabular')?.firstChild?.textContent === count;
    if (isWhole) after('all');
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
