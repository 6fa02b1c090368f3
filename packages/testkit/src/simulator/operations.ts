import type { SimMutationName } from './sim-mutations.ts';
import type { SimBrowser } from './sim-browser.ts';
import * as outside from './outside-writes.ts';
import { allItems } from './sim-rules.ts';
import type { SimTab } from './sim-tab.ts';
import type { World } from './world.ts';

type Operation = {
  readonly name: string;
  readonly weight: number;
  readonly run: (world: World) => void | Promise<void>;
};

/** Most tabs of a browser. */
const TABS = 3;

function mutate(world: World, name: SimMutationName): void {
  const { chance, ids, items, workspace } = world;
  const { tabs } = world;
  if (tabs.length === 0) return;
  const tab = chance.pick(tabs);
  const id = chance.flip(0.8) ? shownItem(tab, world) : chance.pick(items);
  const scopeId = chance.pick(workspace.inboxes);
  const fresh = ids.next();
  const args = {
    'item.make': () => {
      items.push(fresh);
      return { id: fresh, scopeId, title: `made in ${tab.name.slice(9, 13)}` };
    },
    'item.set': () => ({ id, value: chance.below(1_000) }),
    'item.take': () => ({ id }),
    'item.move': () => ({ id, scopeId }),
    'item.drop': () => ({ id }),
    'note.make': () => ({ id: fresh, item: id, text: 'a note', hot: chance.flip(0.3) }),
    'note.send': () => ({ id: fresh, item: id, text: 'to a customer', hot: chance.flip(0.3) }),
    'item.poison': () => ({ id, value: -1 }),
  }[name]();
  tab.mutate(name, args as never);
}

/** Mostly people work on what they see. */
function shownItem({ client }: SimTab, { chance, items }: World): string {
  const shown = client.store.list(allItems, 'all').get();
  return shown.length > 0 ? chance.pick(shown).id : chance.pick(items);
}

const withTab =
  (run: (tab: SimTab, world: World) => void) =>
  (world: World): void => {
    if (world.tabs.length > 0) run(world.chance.pick(world.tabs), world);
  };

const withBrowser =
  (run: (browser: SimBrowser, world: World) => void | Promise<void>) =>
  (world: World): void | Promise<void> =>
    run(world.chance.pick(world.browsers), world);

/** What people do. */
const DEEDS: readonly Operation[] = [
  { name: 'set', weight: 16, run: (world) => mutate(world, 'item.set') },
  { name: 'note', weight: 12, run: (world) => mutate(world, 'note.make') },
  { name: 'send', weight: 6, run: (world) => mutate(world, 'note.send') },
  { name: 'take', weight: 5, run: (world) => mutate(world, 'item.take') },
  { name: 'make', weight: 5, run: (world) => mutate(world, 'item.make') },
  { name: 'move', weight: 4, run: (world) => mutate(world, 'item.move') },
  { name: 'drop', weight: 2, run: (world) => mutate(world, 'item.drop') },
  { name: 'poison', weight: 0.4, run: (world) => mutate(world, 'item.poison') },
  {
    name: 'hold',
    weight: 5,
    run: withTab((tab, { chance, items }) => tab.hold(chance.pick(items))),
  },
  {
    name: 'release',
    weight: 2,
    run: withTab((tab, { chance }) => {
      if (tab.held.length > 0) tab.release(chance.pick(tab.held));
    }),
  },
  {
    name: 'withdraw',
    weight: 1,
    run: withTab((tab, { chance }) => {
      const pending = tab.client.pending.get();
      if (pending.length > 0) tab.withdraw(chance.pick(pending).uid);
    }),
  },
  {
    name: 'dismiss',
    weight: 1,
    run: withTab((tab, { chance }) => {
      const refused = tab.client.refused.get();
      if (refused.length > 0) tab.dismiss(chance.pick(refused).uid);
    }),
  },
  { name: 'retry', weight: 1, run: withTab((tab) => tab.client.retry()) },
];

/** What goes wrong in browsers. */
const BROWSER_FAULTS: readonly Operation[] = [
  {
    name: 'open a tab',
    weight: 3,
    run: withBrowser((browser) => {
      if (browser.tabs.length < TABS) browser.openTab();
    }),
  },
  {
    name: 'close a tab',
    weight: 2,
    run: withBrowser((browser, { chance }) =>
      browser.tabs.length > 0
        ? browser.closeTab(chance.pick(browser.tabs), chance.flip(0.5))
        : undefined,
    ),
  },
  { name: 'cut the line', weight: 3, run: withBrowser((browser) => browser.cut()) },
  {
    name: 'go offline or online',
    weight: 3,
    run: withBrowser((browser) => browser.setOffline(!browser.isOffline)),
  },
  { name: 'kill the leader', weight: 4, run: withBrowser((browser) => browser.killLeader()) },
  {
    name: 'steal the lead',
    weight: 1.5,
    run: withBrowser((browser, { chance }) => browser.replaceLeader(chance.flip(0.5))),
  },
  { name: 'thaw', weight: 1.5, run: withBrowser((browser) => browser.thaw()) },
  {
    name: 'lose the store',
    weight: 0.3,
    run: withBrowser(async (browser) => {
      await browser.options.disk.lose();
    }),
  },
  {
    name: 'fill or empty the disk',
    weight: 1,
    run: withBrowser((browser) => {
      browser.setFull(!browser.isFull);
    }),
  },
  {
    name: 'sign out or in',
    weight: 1,
    run: withBrowser((browser) => {
      browser.isSignedOut = !browser.isSignedOut;
      if (!browser.isSignedOut) for (const tab of browser.tabs) tab.client.signedIn();
    }),
  },
  {
    name: 'copy the profile',
    weight: 0.3,
    run: withBrowser((browser, world) => {
      if (world.browsers.length < 6 && browser.journal.image !== null) world.addBrowser(browser);
    }),
  },
];

/** What goes wrong at the servers, and what others write. */
const SERVER_SIDE: readonly Operation[] = [
  { name: 'outside: set', weight: 5, run: outside.setSome },
  { name: 'outside: move', weight: 3, run: outside.moveOne },
  { name: 'outside: drop', weight: 1.5, run: outside.dropOne },
  { name: 'outside: make', weight: 2, run: outside.makeOne },
  { name: 'outside: note', weight: 4, run: outside.receiveNote },
  { name: 'outside: cool', weight: 1, run: outside.coolNotes },
  { name: 'outside: much', weight: 0.3, run: outside.writeMuch },
  { name: 'outside: bulk', weight: 1, run: outside.writeInBulk },
  { name: 'access', weight: 5, run: outside.changeAccess },
  { name: 'rename a member', weight: 0.5, run: outside.renameMember },
  {
    name: 'remove or readmit a member',
    weight: 0.4,
    run: (world) => {
      const member = world.chance.pick(world.workspace.members);
      outside.setActive(world, member, world.inactive.has(member.userId));
    },
  },
  { name: 'drain the outbox', weight: 2, run: outside.drainOutbox },
  {
    name: 'replace a gateway',
    weight: 1.5,
    run: async (world) => {
      const gateway = world.chance.pick(world.gateways);
      if (world.chance.flip(0.3)) gateway.drain();
      await world.killGateway(gateway);
      world.startGateway();
    },
  },
  {
    name: 'ail or heal the database',
    weight: 1.5,
    run: ({ postgres, chance }) => {
      const isAiling = postgres.faults.failure > 0;
      const ailing = { failure: chance.pick([0.01, 0.1]), lostCommit: 0.1 };
      postgres.faults = isAiling ? { failure: 0, lostCommit: 0 } : ailing;
    },
  },
  { name: 'break connections', weight: 0.5, run: ({ postgres }) => postgres.breakAll() },
  {
    name: 'back up',
    weight: 0.7,
    run: (world) => (world.isBackedUp ? undefined : world.backUp()),
  },
  {
    name: 'restore',
    weight: 0.5,
    run: async (world) => {
      if (world.isBackedUp && world.restores < 2) await world.restore(world.chance.flip(0.7));
    },
  },
  { name: 'forget the log', weight: 0.5, run: (world) => world.raiseFloor() },
];

const ALL: readonly Operation[] = [...DEEDS, ...BROWSER_FAULTS, ...SERVER_SIDE];

/** Does something, and lets some of what follows from it happen. Returns what it did. */
export async function operate(world: World): Promise<string> {
  const { chance, scheduler } = world;
  const operation = chance.weighted(ALL);
  await operation.run(world);
  const steps = chance.flip(0.1) ? 60 : chance.below(14);
  for (let at = 0; at < steps; at += 1) {
    if (!(await scheduler.step())) break;
  }
  const dice = chance.next();
  if (dice < 0.02) await scheduler.pass(chance.below(10 * 60_000));
  else if (dice < 0.15) await scheduler.pass(chance.below(8_000));
  else await scheduler.pass(chance.below(100));
  return operation.name;
}
