import { setActive } from './outside-writes.ts';
import type { SimBrowser } from './sim-browser.ts';
import type { World } from './world.ts';

/** More than any world needs, so that one that never rests is found out. */
const ROUNDS = 900;
/** Somebody else's work goes through now and then, as in any workspace: without it nothing tells poison from an outage (rule 13). */
const BYSTANDER_EVERY = 25;

/** No more faults: everything that is under way arrives. Answers what is still restless, if anything. */
export async function comeToRest(world: World): Promise<string | null> {
  await heal(world);
  for (let round = 0; round < ROUNDS; round += 1) {
    while (await world.scheduler.step()) {
      // Whatever can happen now.
    }
    const restless = unrest(world);
    if (restless === null && (await isCurrent(world))) return null;
    if (round % BYSTANDER_EVERY === 0 && restless?.includes('pending')) bystander(world);
    await world.scheduler.passToTimer();
  }
  return `never comes to rest: ${unrest(world) ?? 'behind the server'}`;
}

async function heal(world: World): Promise<void> {
  world.postgres.faults = { failure: 0, lostCommit: 0 };
  await readmitAll(world);
  for (const browser of world.browsers) {
    browser.thaw();
    browser.setFull(false);
    browser.isSignedOut = false;
    browser.setOffline(false);
    if (browser.tabs.length === 0) browser.openTab();
  }
  // A frozen engine has had its chance to do harm; a lock that was stolen from it ends its process for good.
  for (let at = 0; at < 200; at += 1) await world.scheduler.step();
  await admissionsEnd(world);
  for (const browser of world.browsers) {
    await browser.buryZombies();
    for (const tab of browser.tabs) tab.client.signedIn();
  }
}

/**
 * Whoever is no member becomes one again, as the table says it: a removal that is under way would else come behind its end, and a
 * readmission that failed is not known to have.
 */
async function readmitAll(world: World): Promise<void> {
  await admissionsEnd(world);
  const { rows } = await world.options.sessions.control.query<{ id: string }>({
    name: 'removed-members',
    text: 'select id from memberships where organization_id = $1 and not active',
    values: [world.workspace.id],
  });
  const removed = new Set(rows.map(({ id }) => id));
  for (const member of world.workspace.members) {
    const isOut = removed.has(member.membershipId) || world.inactive.has(member.userId);
    if (isOut) setActive(world, member, true);
  }
}

async function admissionsEnd(world: World): Promise<void> {
  while (world.admissions > 0 && (await world.scheduler.step())) {
    // Whatever is in their way.
  }
}

/** What is not as it will be, said for one browser. */
function unrest(world: World): string | null {
  if (!world.postgres.isIdle) return 'a transaction is open';
  for (const browser of world.browsers) {
    const found = unrestOf(browser);
    if (found !== null) return `${browser.options.name}: ${found}`;
  }
  return null;
}

function unrestOf({ leader, tabs }: SimBrowser): string | null {
  if (!leader?.isQuiet) return 'its leader is busy';
  for (const { client } of tabs) {
    const { connection, complete, pending, reason } = client.status.get();
    if (connection !== 'live') return `${connection} (${reason ?? 'no reason'})`;
    if (!complete) return 'not complete';
    if (pending > 0) return `${pending} pending: ${client.pending.get()[0]?.name ?? ''}`;
  }
  return null;
}

/** Has every replica applied what there is? A head that the engine was not told of yet is not in its status. */
async function isCurrent({ options, workspace, browsers, witness }: World): Promise<boolean> {
  const { rows } = await options.sessions.control.query<{ epoch: string; seq: number }>({
    name: 'head',
    text: 'select epoch, head::int as seq from sync_workspace where workspace_id = $1',
    values: [workspace.id],
  });
  const [head] = rows;
  return browsers.every(({ tabs, options: { disk, name } }) => {
    const isLite = tabs.some(({ client }) => client.status.get().store === 'lite');
    const place = isLite ? witness.reached.get(name) : disk.place();
    return place?.epoch === head?.epoch && place?.seq === head?.seq;
  });
}

/** A person without a replica sets something by REST, through every gateway. */
function bystander(world: World): void {
  const { workspace, ids, chance } = world;
  const member = chance.pick(workspace.members);
  for (const { executor } of world.gateways) {
    const mutation = {
      mid: 1,
      uid: ids.next(),
      name: 'item.set',
      version: 1,
      args: { id: chance.pick(world.items), value: chance.below(1_000) },
      clientAt: new Date(world.scheduler.now).toISOString(),
    };
    void executor.push({ mutation, member, replicaId: ids.next() });
  }
}
