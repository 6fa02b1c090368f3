import { Radio } from '../tabs/radio.ts';
import { resultOf } from './idb-request.ts';
import { databaseName, JournalDatabase, ownerOf } from './journal-database.ts';
import { readImage, takeLead } from './journal-records.ts';
import type { LeftWork } from './left-work.ts';

/** How long an open tab has to say that its journal is in use, in ms. */
const ANSWER_WITHIN_MS = 300;

type Said = { readonly op: 'who' } | { readonly op: 'mine'; readonly owner: string };

/**
 * The journal's owner in a tab that works alone, for want of Web Locks: a part of its user's. Whoever opens a journal
 * of the same user later takes over what such tabs left when they were closed.
 */
export const aloneOwner = (owner: string, tab: string): string => `${owner}#${tab}`;

const baseOf = (owner: string): string => owner.split('#')[0] ?? owner;
const radioOf = (owner: string): Radio<Said> => new Radio(`sync-alone:${baseOf(owner)}`);

/** Says to others that this journal is in use, for as long as the worker lives. */
export function claimJournal(owner: string): void {
  const radio = radioOf(owner);
  radio.hear(({ op }) => {
    if (op === 'who') radio.say({ op: 'mine', owner });
  });
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

async function ownersInUse(owner: string): Promise<ReadonlySet<string>> {
  const owners = new Set<string>();
  const radio = radioOf(owner);
  radio.hear((said) => {
    if (said.op === 'mine') owners.add(said.owner);
  });
  radio.say({ op: 'who' });
  await new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS));
  radio.close();
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
