import type { Live } from '@frontdesk/sync/client/live';
import { type FromTab, SYNC_TAG, type ToServiceTab } from '../service-worker/messages.ts';
import { isAtRest, isUnfinished } from './unfinished.ts';
import { nextPause } from './upgrade-pause.ts';

/** How often a new version is looked for, and a waiting one offered again. In milliseconds. */
const LOOK_EVERY_MS = 3_600_000;
const LOOK_AGAIN_MS = 600_000;
const OFFER_EVERY_MS = 60_000;
/** What is missing of the engine's files is fetched once the page has nothing better to do. */
const KEEP_AFTER_MS = 10_000;
/** A new version that does not take over by then is waited for no longer. */
const TAKE_OVER_MS = 3_000;

/** Background Sync, which TypeScript's library does not know (https://wicg.github.io/background-sync/spec/). */
type WithSync = ServiceWorkerRegistration & {
  readonly sync?: { register(tag: string): Promise<void> };
};

/**
 * This tab's side of the service worker: it registers it, looks for new versions, and votes on whether one may take over. A version
 * that waits is shown only where this tab is in the way of it.
 */
class Updates implements Live<boolean> {
  readonly #listeners = new Set<() => void>();
  #registration: WithSync | undefined;
  #isShown = false;
  #lookedAt = Date.now();
  #isOutdated = false;
  /** The first service worker takes over nobody: there is nothing older to be replaced. */
  #hadOne = false;

  /** Is there a new version that waits for this tab? */
  get(): boolean {
    return this.#isShown;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins. `onRetry`: the browser believes that there is a network again. */
  async start(onRetry: () => void): Promise<void> {
    setInterval(() => this.#reloadAtRest(), OFFER_EVERY_MS);
    // There is none over plain http from elsewhere, in development, and in private windows of some browsers.
    const serviceWorker: ServiceWorkerContainer | undefined = navigator.serviceWorker;
    if (!serviceWorker || process.env.NODE_ENV !== 'production') return;
    this.#hadOne = serviceWorker.controller !== null;
    serviceWorker.addEventListener('message', (event: MessageEvent<ToServiceTab>) => {
      if (event.data.type === 'retry') onRetry();
      else event.ports[0]?.postMessage(this.#vote());
    });
    serviceWorker.addEventListener('controllerchange', () => this.#takenOver());
    const registration = await serviceWorker
      .register('/sw.js', { scope: '/', updateViaCache: 'none' })
      .catch(() => undefined);
    if (registration !== undefined) this.#follow(registration);
  }

  /** A newer build of this app leads in another tab: this one is to become like it. */
  outdated(): void {
    this.#isOutdated = true;
    this.look({ now: true });
    this.#reloadAtRest();
  }

  /** Looks for a new version, unless that was just done. `now`: whatever was done before. */
  look({ now = false } = {}): void {
    if (!now && Date.now() - this.#lookedAt < LOOK_AGAIN_MS) return;
    this.#lookedAt = Date.now();
    this.#registration?.update().catch(() => undefined);
  }

  /** Asks the browser to wake this tab when there is a network again, also where it does not say `online`. */
  async wakeWhenOnline(): Promise<void> {
    await this.#registration?.sync?.register(SYNC_TAG).catch(() => undefined);
  }

  /** Reloads into the new version, whatever other tabs say: they go on with what they have. */
  reload(): void {
    const waiting = this.#registration?.waiting;
    if (!waiting) return location.reload();
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
    setTimeout(() => location.reload(), TAKE_OVER_MS);
    post(waiting, { type: 'activate' });
  }

  #follow(registration: ServiceWorkerRegistration): void {
    this.#registration = registration;
    registration.addEventListener('updatefound', () => this.#found(registration.installing));
    this.#found(registration.installing);
    this.#offer();
    addEventListener('online', () => this.look());
    document.addEventListener('visibilitychange', () => {
      this.#offer();
      if (!document.hidden) this.look();
    });
    setInterval(() => this.look(), LOOK_EVERY_MS);
    setInterval(() => this.#offer(), OFFER_EVERY_MS);
    setTimeout(() => post(registration.active, { type: 'keep_engine' }), KEEP_AFTER_MS);
  }

  #reloadAtRest(): void {
    if (!this.#isOutdated) return;
    if (!isAtRest()) this.#show();
    else setTimeout(() => location.reload(), nextPause(sessionStorage));
  }

  #found(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') this.#offer();
    });
  }

  #offer(): void {
    const { active, waiting } = this.#registration ?? {};
    if (active && waiting) post(waiting, { type: 'activate_if_agreed' });
  }

  #vote(): boolean {
    const agreed = isAtRest();
    if (!agreed) this.#show();
    return agreed;
  }

  #takenOver(): void {
    if (!this.#hadOne) return;
    if (isUnfinished()) this.#show();
    else location.reload();
  }

  #show(): void {
    if (this.#isShown) return;
    this.#isShown = true;
    for (const listener of this.#listeners) listener();
  }
}

function post(worker: ServiceWorker | null, message: FromTab): void {
  worker?.postMessage(message, []);
}

export const updates = new Updates();
