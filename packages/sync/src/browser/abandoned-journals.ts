import { newId } from '@frontdesk/core/ids';
import { radio } from '../tabs/radio.ts';
import type { Wire } from '../tabs/wire.ts';
import { resultOf } from './idb-request.ts';
import { databaseName, JournalDatabase, ownerOf } from './journal-database.ts';
import { readImage, takeLead } from './journal-records.ts';
import type { LeftWork } from './left-work.ts';

/** How long an open tab has to say that its journal is in use, in ms. */
const ANSWER_WITHIN_MS = 300;

type Said = { readonly op: 'who' } | { readonly op: 'mine'; readonly owner: string };

const baseOf = (owner: string): string => owner.split('#')[0] ?? owner;
const radioOf = (owner: string): Wire<Said> => radio(`sync-alone:${baseOf(owner)}`);

/**
 * The journal's owner in a tab that works alone, for want of Web Locks: a part of its user's, claimed for as long as
 * the worker lives. `tab` outlives a reload; where another page has it too (a tab that was duplicated), another is
 * made; two that begin at once are kept apart by the term. Whoever opens a journal of the same user later takes over what such tabs left when they were closed.
 */
export async function claimAloneOwner(owner: string, tab: string): Promise<string> {
  const wanted = `${owner}#${tab}`;
  const inUse = await ownersInUse(owner);
  const claimed = inUse.has(wanted) ? `${owner}#${newId()}` : wanted;
  const wire = radioOf(owner);
  wire.hear(({ op }) => {
    if (op === 'who') wire.say({ op: 'mine', owner: claimed });
  });
  return claimed;
}

/** The work in journals of tabs that are gone. One that only seemed to be gone finds its term over. */
export async function* abandonedJournals(owner: string): AsyncGenerator<LeftWork> {
  const all = await others(owner);
  if (all.length === 0) return;
  const inUse = await ownersInUse(owner);
  for (const one of all.filter((other) => !inUse.has(other))) yield await workOf(one);
}

async function others(owner: string): Promise<readonly string[]> {
  const names = (await indexedDB.databases()).map(({ name }) => ownerOf(name ?? ''));
  return names.filter(
    (name): name is string =>
      name !== undefined && name !== owner && name.startsWith(`${baseOf(owner)}#`),
  );
}

/** As other pages and workers say. */
async function ownersInUse(owner: string): Promise<ReadonlySet<string>> {
  const owners = new Set<string>();
  const wire = radioOf(owner);
  wire.hear((said) => {
    if (said.op === 'mine') owners.add(said.owner);
  });
  wire.say({ op: 'who' });
  await new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS));
  wire.close();
  return owners;
}

async function workOf(owner: string): Promise<LeftWork> {
  const database = await JournalDatabase.open(owner);
  const { entries } = await database.write(async (stores) => {
    await takeLead(stores, () => owner);
    return readImage(stores);
  });
  await database.close();
  return {
    entries,
    forget: async () => {
      await resultOf(indexedDB.deleteDatabase(databaseName(owner)));
    },
  };
}
