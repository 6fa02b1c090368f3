import type { BrowserContext } from '@playwright/test';

/** All in ms. From the event's time stamp, which the browser gives when the input reaches it. */
export type Sample = {
  /** To the first listener. */
  readonly delay: number;
  /** To the end of the frame that shows what was wanted. */
  readonly painted: number;
  /** The main thread's part of it: what the event set off at once, and making that frame. No wait for the screen is in it. */
  readonly busy: number;
};

/** What somebody looks for on the screen; each answers with a text, empty while it is not there. */
export type ProbeName = keyof Probes;
type Probes = ReturnType<typeof probesOfPage>;

/** `wanted`: the frame that counts is the first in which the probe answers it, else the first in which it answers anything new. */
export type Watched = {
  readonly event: 'keydown' | 'click' | 'input';
  readonly probe: ProbeName;
  readonly wanted?: string;
};

type PageWatch = {
  arm(watched: Watched): void;
  /** Of the event that came since; null when nothing of what was wanted came within {@link LATEST_MS}. */
  sample(): Promise<Sample | null>;
};

/** Every page of the context notes how long it takes from an event to the frame that shows what came of it. */
export async function watchPages(context: BrowserContext): Promise<void> {
  await context.addInitScript(
    `(${watchEvents.toString()})((${probesOfPage.toString()})(), ${LATEST_MS})`,
  );
}

const LATEST_MS = 3_000;

/** Runs in the page. Reads texts and attributes only, nothing for which the page would have to be laid out. */
function probesOfPage() {
  const text = (selector: string): string => document.querySelector(selector)?.textContent ?? '';
  const html = (selector: string): string => document.querySelector(selector)?.innerHTML ?? '';
  const messages = '[role="log"][aria-label="Messages"]';
  return {
    /** The conversation under the cursor. */
    cursor: () =>
      document
        .querySelector('[aria-label="Conversations in this view"] a[tabindex="0"]')
        ?.closest<HTMLElement>('[data-conversation]')?.dataset['conversation'] ?? '',
    /** The number of the conversation whose name and newest message stand there. */
    thread: () => {
      const [, named] = /(\d+)$/.exec(text('main[aria-label="Conversation"] header h1')) ?? [];
      const isHere = named !== undefined && text(messages).includes(` #${named}`);
      return isHere ? named : '';
    },
    field: () => (document.activeElement as HTMLTextAreaElement | null)?.value ?? '',
    /** A picker or the palette, with what can be picked. */
    overlay: () => (document.querySelector('[role="option"]') ? 'open' : ''),
    head: () => html('main[aria-label="Conversation"] header'),
    row: () =>
      document.querySelector('a[aria-current="true"]')?.closest('[data-conversation]')?.innerHTML ??
      '',
    newest: () => document.querySelector(messages)?.lastElementChild?.textContent ?? '',
    /** What search shows that the device itself has found. */
    hits: () =>
      Array.from(document.querySelectorAll('main[aria-label="Search"] section'))
        .filter((section) => !section.textContent.startsWith('Older'))
        .map((section) => section.querySelector('ul')?.textContent ?? '')
        .join('') || text('#found'),
    bare: () => text('#out'),
  };
}

/** Runs in the page. */
function watchEvents(probes: Probes, latestMs: number): void {
  let armed: Watched | null = null;
  let result: Promise<Sample | null> = Promise.resolve(null);
  const soon = (run: () => void): void => {
    const channel = new MessageChannel();
    channel.port1.addEventListener('message', run, { once: true });
    channel.port1.start();
    channel.port2.postMessage(null);
  };
  const follow = (event: Event, { probe, wanted }: Watched): Promise<Sample | null> => {
    const start = performance.now();
    const read: () => string = probes[probe];
    const before = read();
    let handled = Number.POSITIVE_INFINITY;
    // Right behind the task that the event is handled in.
    soon(() => (handled = performance.now() - start));
    return new Promise((resolve) => {
      const look = (): void => {
        const frame = performance.now();
        const now = read();
        const isThere = wanted === undefined ? now !== before && now !== '' : now.includes(wanted);
        if (!isThere && frame - start < latestMs) return void requestAnimationFrame(look);
        // A task that is queued inside a frame's callback runs right after that frame was produced.
        soon(() => {
          const end = performance.now();
          const [delay, painted] = [start - event.timeStamp, end - event.timeStamp];
          const busy = Math.min(handled, frame - start) + end - frame;
          resolve(isThere ? { delay, painted, busy } : null);
        });
      };
      requestAnimationFrame(look);
    });
  };
  for (const kind of ['keydown', 'click', 'input'] as const) {
    const listen = (event: Event): void => {
      if (armed?.event !== kind) return;
      result = follow(event, armed);
      armed = null;
    };
    addEventListener(kind, listen, { capture: true });
  }
  const pageWatch: PageWatch = {
    arm: (watched) => {
      armed = watched;
      result = Promise.resolve(null);
    },
    sample: () => result,
  };
  Object.assign(window, { pageWatch });
}
