import { LiveValue } from '../../client/live.ts';
import type { SyncClient } from '../../client/sync-client.ts';
import { createTabClient } from '../../client/tab-client.ts';
import { DESK_MUTATIONS } from '../../client/testing/desk-mutations.ts';
import { TICKET_RULES } from '../../client/testing/ticket-rules.ts';
import { byState, remarksOf, type Desk } from '../../client/testing/ticket.ts';
import { systemClock } from '../../engine/system-clock.ts';
import { BrowserLink } from '../../tabs/browser-link.ts';
import { radio } from '../../tabs/radio.ts';

export type DeskTab = {
  readonly client: SyncClient<Desk, typeof DESK_MUTATIONS>;
  readonly link: BrowserLink;
  /** The browser's storage works again, for this worker and those to come. */
  readonly mend: () => void;
};

/** A tab of the tickets' app. `worker`: what its worker is told in its address, see `desk-worker.ts`. */
export function openDesk(worker = ''): DeskTab {
  let told = worker;
  const link = new BrowserLink({
    owner: 'ann',
    build: '1.0.0',
    settings: null,
    startWorker: () =>
      new Worker(`/sync/browser/testing/desk-worker.ts?${told}`, { type: 'module' }),
    startSwitchboard: () =>
      new SharedWorker('/sync/browser/testing/switchboard-worker.ts', { type: 'module' }),
    outdated: () => undefined,
  });
  const client = createTabClient<Desk, typeof DESK_MUTATIONS>({
    link,
    clock: systemClock,
    mutations: DESK_MUTATIONS,
    indexes: [byState, remarksOf],
    rules: TICKET_RULES,
    identity: { user: 'ann' },
    build: '1.0.0',
    onRefused: () => undefined,
    visible: new LiveValue(true),
  });
  const mend = (): void => {
    told = worker.replace('broken', '');
    radio<'mended'>('storage').say('mended');
  };
  return { client, link, mend };
}
