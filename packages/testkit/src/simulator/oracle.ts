import { isDeepStrictEqual } from 'node:util';
import type { LocalStore } from '@frontdesk/sync/store/local-store';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import {
  auditLog,
  leaksSent,
  readServerState,
  type RowsById,
  type ServerState,
  SIM_TABLES,
} from './server-state.ts';
import type { SimBrowser } from './sim-browser.ts';
import type { SimNote } from './sim-mutations.ts';
import { allItems, allNotes } from './sim-rules.ts';
import type { SimTab } from './sim-tab.ts';
import type { Deed } from './witness.ts';
import type { World } from './world.ts';

/** All that a world at rest does not live up to; nothing is as it should be. */
export async function problemsAtRest(world: World): Promise<string[]> {
  const state = await readServerState(world);
  const problems = [...(await auditLog(world)), ...(await leaksSent(world))];
  for (const browser of world.browsers) {
    problems.push(...(await problemsOfBrowser(browser, state)));
    problems.push(...problemsOfOrder(world, browser, state));
  }
  for (const deed of world.witness.deeds.values()) {
    problems.push(...problemsOfDeed(world, deed, state));
  }
  return problems;
}

async function problemsOfBrowser(browser: SimBrowser, state: ServerState): Promise<string[]> {
  const { disk, member, name } = browser.options;
  const scopes = state.scopes.get(member.membershipId) ?? new Set();
  const problems = disk.leftBehind.map((scope) => `I6: rows of ${scope} outlived its revocation`);
  const store = disk.current();
  const isKept = browser.tabs.every(({ client }) => client.status.get().store === 'kept');
  if (store && isKept) {
    const stored = await rowsOfStore(store, [...state.rows.sim_items.keys()]);
    for (const entity of SIM_TABLES) {
      const expected = visible(state.rows[entity], scopes);
      problems.push(...differences(`I2: ${name}'s store`, stored[entity], expected));
    }
  }
  for (const tab of browser.tabs)
    problems.push(...problemsOfTab(`${name}'s tab`, tab, state, scopes));
  return problems;
}

/** At rest nothing is pending: what is shown is what the server has. */
function problemsOfTab(
  where: string,
  tab: SimTab,
  state: ServerState,
  scopes: ReadonlySet<string>,
): string[] {
  const items = visible(state.rows.sim_items, scopes);
  const notes = visible(state.rows.sim_notes, scopes);
  const shown = shownBy(tab);
  const held = new Set(tab.held);
  // Windows that were let go of stay for a while, and are current as long as they do.
  const known = new Map([...notes].filter(([id]) => shown.sim_notes.has(id)));
  const due = [...notes].filter(([, row]) => isNoteDue(row as SimNote, held));
  return [
    ...differences(`I9: ${where}`, shown.sim_items, items),
    ...differences(`I9: ${where}`, shown.sim_notes, known),
    ...due
      .filter(([id]) => !shown.sim_notes.has(id))
      .map(([id]) => `I9: ${where} does not show note ${id}`),
  ];
}

export const isNoteDue = (note: SimNote, held: ReadonlySet<string>): boolean =>
  note.hot || held.has(note.item);

/** What a screen with everything on it would show. */
export function shownBy({ client }: SimTab): { sim_items: RowsById; sim_notes: RowsById } {
  const byId = (rows: readonly ReplicaRow[]): RowsById => new Map(rows.map((row) => [row.id, row]));
  return {
    sim_items: byId(client.store.list(allItems, 'all').get()),
    sim_notes: byId(client.store.list(allNotes, 'all').get()),
  };
}

export async function rowsOfStore(
  store: LocalStore,
  items: readonly string[],
): Promise<{ sim_items: RowsById; sim_notes: RowsById }> {
  const rows = {
    sim_items: new Map<string, ReplicaRow>(),
    sim_notes: new Map<string, ReplicaRow>(),
  };
  const take = (found: Readonly<Record<string, readonly ReplicaRow[]>>): void => {
    for (const entity of SIM_TABLES) {
      for (const row of found[entity] ?? []) rows[entity].set(row.id, row);
    }
  };
  await store.hot((part) => take(part.rows));
  for (const item of items) take((await store.group(item)).rows);
  return rows;
}

const visible = (rows: RowsById, scopes: ReadonlySet<string>): RowsById =>
  new Map([...rows].filter(([, { scopeId }]) => scopes.has(scopeId)));

export function differences(where: string, found: RowsById, expected: RowsById): string[] {
  const problems: string[] = [];
  for (const [id, row] of found) {
    const other = expected.get(id);
    if (!other) problems.push(`${where} has ${id}, which it should not`);
    else if (!isDeepStrictEqual(row, other)) {
      problems.push(`${where} has ${JSON.stringify(row)}, not ${JSON.stringify(other)}`);
    }
  }
  for (const id of expected.keys()) if (!found.has(id)) problems.push(`${where} lacks ${id}`);
  return problems;
}

/** I4 and I7: one effect and one result, or a place on the list of what could not be done. */
function problemsOfDeed(world: World, deed: Deed, state: ServerState): string[] {
  const { uid, name } = deed;
  const result = state.results.get(uid);
  const effects = state.effects.filter((one) => one === uid).length;
  const problems: string[] = [];
  const says = (problem: string): void => void problems.push(`${problem}: ${name} ${uid}`);
  if (effects > 1) says(`I4: took effect ${effects} times`);
  if (result?.status === 'applied' && effects !== 1) says('I4: applied, and without its effect');
  if (result && result.status !== 'applied' && effects > 0)
    says(`I4: ${result.status}, and with effect`);
  if (!result && effects > 0) says('I4: took effect without a result');
  const refusedBelow =
    result?.status === 'applied' && !isCopied(world, deed) && groundworkOf(world, deed, state);
  if (refusedBelow) says(`rule 11: applied over ${refusedBelow}, which was refused`);
  const delivered = world.witness.delivered.get(uid) ?? 0;
  if (delivered > 1 && !world.hasUnnoticedRestore) says(`rule 10: delivered ${delivered} times`);
  if (deed.told && result && deed.told.status !== result.status && world.restores === 0) {
    says(`I4: told ${deed.told.status}, recorded ${result.status}`);
  }
  const refusal = result?.status ?? deed.told?.status;
  const isRefused = refusal === 'rejected' || refusal === 'quarantined';
  const isOwed = deed.saved && !deed.dismissed && !deed.withdrawn && !deed.forgotten;
  // A server that was set back may have forgotten that it refused: the browser has not.
  if (isOwed && (isRefused || !result) && !isListed(world, deed)) {
    says(`I7: saved, then ${refusal ?? 'nothing'}, and on nobody's list`);
  }
  return problems;
}

const browserOf = ({ browsers }: World, deed: Deed): SimBrowser | undefined =>
  browsers.find(({ options }) => options.name === deed.browser);

const isCopied = (world: World, deed: Deed): boolean => browserOf(world, deed)?.isCopied ?? false;

/**
 * What the mutation builds on and what was refused, if there is such a thing. Of what no journal had when its leader died each tab
 * tells the next one for itself: what another tab built on may then come behind that.
 */
function groundworkOf(world: World, deed: Deed, { results }: ServerState): string | undefined {
  const { uid, tab, savedAs } = deed;
  const wasRefused = (below: string): boolean =>
    ['rejected', 'quarantined'].includes(results.get(below)?.status ?? '');
  const { groundwork, deeds } = world.witness;
  return groundwork.get(uid)?.find((below) => {
    const base = deeds.get(below);
    const cameBehind = base !== undefined && base.tab !== tab && base.savedAs > savedAs;
    return wasRefused(below) && !base?.late && !cameBehind;
  });
}

/** Is it told with its text, in every tab of its browser? */
function isListed(world: World, deed: Deed): boolean {
  return (browserOf(world, deed)?.tabs ?? []).every(({ client }) =>
    client.refused
      .get()
      .some(({ uid, args }) => uid === deed.uid && isDeepStrictEqual(args, deed.args)),
  );
}

/**
 * What one tab did took effect in the order in which it was done. Of two browsers with one profile each takes the other's numbers for
 * its own until it meets a uid that it does not know (rule 2): what it did before may then be late.
 */
function problemsOfOrder(world: World, browser: SimBrowser, state: ServerState): string[] {
  if (browser.isCopied) return [];
  const places = new Map(state.effects.map((uid, place) => [uid, place]));
  const latest = new Map<string, number>();
  const problems: string[] = [];
  for (const { uid, tab, late, browser: of } of world.witness.deeds.values()) {
    const place = places.get(uid);
    if (of !== browser.options.name || place === undefined || late) continue;
    if (place < (latest.get(tab) ?? -1)) problems.push(`order: ${uid} took effect too early`);
    latest.set(tab, place);
  }
  return problems;
}
