import type { IndexDefinition } from '../client/query.ts';
import { LiveValue } from '../client/live.ts';
import type { MutationSet, RefusedItem, SyncClient } from '../client/sync-client.ts';
import { createTabClient, type IdentityOf } from '../client/tab-client.ts';
import type { LocalRules } from '../store/local-rules.ts';
import type { LocalStore } from '../store/local-store.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { EntityMap } from '../store/rows.ts';
import type { EngineLink } from '../tabs/engine-link.ts';
import { portPair } from '../tabs/port-pair.ts';
import type { ToEngine, ToTab } from '../tabs/tab-protocol.ts';
import { Engine, type EngineOptions } from './engine.ts';
import type { Journal } from './journal.ts';
import { MemoryJournal } from './memory-journal.ts';

export type SyncClientOptions<M extends MutationSet> = Pick<
  EngineOptions,
  'transport' | 'pages' | 'checks' | 'clock' | 'build' | 'renewSession' | 'watchNetwork'
> & {
  /** By default work lives as long as the client. */
  readonly journal?: Journal;
  /** By default rows are in memory, and all of them in the tab's too. */
  readonly store?: LocalStore;
  readonly rules?: LocalRules;
  readonly mutations: M;
  readonly indexes: readonly IndexDefinition[];
  /** Who acts, as the mutations' effects want to know it; `now` is added for each. */
  readonly identity: IdentityOf<M>;
  /** A mutation came to nothing. It also stands in `refused`, until it is dismissed. */
  readonly onRefused: (item: RefusedItem) => void;
};

/** Every row is always in memory. */
const EVERYTHING: LocalRules = {
  groupOf: () => null,
  isHot: () => true,
  searchOf: () => null,
};

const IN_FRONT = new LiveValue(true);

/**
 * A tab and its leader in one process, for tests, benches and clients without a browser. Resolves as soon as mutations can
 * be taken; the rows come later, see `status`. Rejects only if the journal does.
 */
export async function createSyncClient<E extends EntityMap, M extends MutationSet>(
  options: SyncClientOptions<M>,
): Promise<SyncClient<E, M>> {
  const { rules = EVERYTHING } = options;
  const lite = (): LocalStore => new MemoryStore(rules);
  const { journal = new MemoryJournal(), store = lite() } = options;
  const { transport, pages, checks, clock, build, renewSession, watchNetwork } = options;
  const engine = await Engine.open({
    transport,
    pages,
    ...(checks ? { checks } : {}),
    journal,
    store,
    lite,
    clock,
    rules,
    build,
    renewSession,
    watchNetwork,
  });
  const { mutations, indexes, identity, onRefused } = options;
  const link = linkTo(engine);
  const visible = IN_FRONT;
  const tab = createTabClient<E, M>({
    link,
    clock,
    mutations,
    indexes,
    rules,
    identity,
    build,
    onRefused,
    visible,
  });
  const endTab = tab.close.bind(tab);
  const close = async (): Promise<void> => {
    await endTab();
    await engine.close('leaving');
  };
  return Object.assign(tab, { close });
}

/** Both ends leave what they are given as it is, so nothing needs to be copied. */
function linkTo(engine: Engine): EngineLink {
  return {
    follow(onLeader) {
      const { near, far } = portPair<ToEngine, ToTab>({ copy: (message) => message });
      engine.attach(far);
      onLeader(near);
    },
    close: () => undefined,
  };
}
