import type { SyncStatus } from '@frontdesk/sync/client/sync-client';
import type { JournalEntry } from '@frontdesk/sync/engine/journal';
import type { ReplicaRow, ReplicaWriter } from '@frontdesk/sync/store/rows';
import { differences, isNoteDue, rowsOfStore, shownBy } from './oracle.ts';
import {
  SIM_MUTATIONS,
  type SimEntities,
  type SimMutationName,
  type SimNote,
} from './sim-mutations.ts';
import type { SimBrowser } from './sim-browser.ts';
import type { SimTab } from './sim-tab.ts';
import type { World } from './world.ts';

/** Rounds until a browser's own messages have all arrived; one that is busier is looked at another time. */
const ROUNDS = 12;
/** Work that a tab does in slices goes on by its clock, in milliseconds. */
const SLICE_MS = 20;

/** I9, in the middle of everything: what each tab shows is what the store has, with the journal's pending mutations run again. */
export async function problemsWithin(world: World): Promise<string[]> {
  const problems: string[] = [];
  for (const browser of world.browsers) {
    if (!(await comesToRest(world, browser))) continue;
    for (const tab of browser.tabs) problems.push(...(await problemsOfTab(world, browser, tab)));
  }
  return problems;
}

async function comesToRest({ scheduler }: World, browser: SimBrowser): Promise<boolean> {
  const { leader } = browser;
  if (!leader || leader.process.isFrozen) return false;
  const lanes = new Set(leader.lanes);
  for (let round = 0; round < ROUNDS; round += 1) {
    while (await scheduler.step((lane) => lanes.has(lane))) {
      // Everything between the engine, its disks and its tabs.
    }
    if (round > 1 && leader.isQuiet) break;
    await scheduler.pass(SLICE_MS);
    for (const lane of leader.lanes) lanes.add(lane);
  }
  return leader === browser.leader && leader.isQuiet && isPlain(browser);
}

/** Loads, losses and full disks have rules of their own, which the end of a run checks. */
function isPlain({ tabs, isFull, isCopied, options: { disk } }: SimBrowser): boolean {
  const statuses = tabs.map(({ client }) => client.status.get());
  // What the other of two browsers with one profile did is settled by its uid before the journal knows: rows have it, and it runs no more.
  if (isFull || isCopied || !disk.current() || statuses.some((status) => !isWhole(status)))
    return false;
  if (statuses.some(({ connection }) => connection === 'live')) disk.isBehind = false;
  return !disk.isBehind;
}

const isWhole = ({ complete, store, journal, unsaved }: SyncStatus): boolean =>
  complete && store === 'kept' && journal === 'kept' && unsaved === 0;

async function problemsOfTab(world: World, browser: SimBrowser, tab: SimTab): Promise<string[]> {
  const store = browser.options.disk.current();
  if (!store) return [];
  const stored = await rowsOfStore(store, world.items);
  const expected = runAgain(stored, waitingIn(browser), browser.options.member.userId);
  const shown = shownBy(tab);
  const held = new Set(tab.held);
  const notes = [...expected.sim_notes].filter(
    ([id, row]) => shown.sim_notes.has(id) || isNoteDue(row as SimNote, held),
  );
  const where = `I9: ${browser.options.name}'s tab, within`;
  return [
    ...differences(where, shown.sim_items, expected.sim_items),
    ...differences(where, shown.sim_notes, new Map(notes)),
  ];
}

const waitingIn = ({ journal }: SimBrowser): readonly JournalEntry[] =>
  (journal.image?.entries ?? []).filter(({ acked }) => acked === undefined);

type Rows = { sim_items: Map<string, ReplicaRow>; sim_notes: Map<string, ReplicaRow> };

/** The plainest form of the overlay: every pending mutation, in order, over all rows. */
function runAgain(
  stored: Awaited<ReturnType<typeof rowsOfStore>>,
  waiting: readonly JournalEntry[],
  user: string,
): Rows {
  const rows: Rows = { sim_items: new Map(stored.sim_items), sim_notes: new Map(stored.sim_notes) };
  const writer: ReplicaWriter<SimEntities> = {
    // The rows under a name are of its entity.
    get: (entity, id) => rows[entity].get(id) as never,
    put: (entity, row) => void rows[entity].set(row.id, row),
    patch: (entity, id, fields) => {
      const known = rows[entity].get(id);
      if (known) rows[entity].set(id, { ...known, ...fields });
    },
    remove: (entity, id) => void rows[entity].delete(id),
  };
  for (const { name, args, clientAt, result } of waiting.toSorted((a, b) => a.mid - b.mid)) {
    if (result) continue;
    SIM_MUTATIONS[name as SimMutationName].optimistic(writer, args as never, {
      user,
      now: clientAt,
    });
  }
  return rows;
}
