import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsAtRest } from './oracle.ts';
import { comeToRest } from './rest.ts';
import { openSimDatabase, type SimDatabase } from './sim-database.ts';
import type { SimItem } from './sim-mutations.ts';
import { allItems } from './sim-rules.ts';
import type { SimTab } from './sim-tab.ts';
import { World } from './world.ts';

const ITEMS = 50;
const EDITED = 30;
const MUTATIONS = 100;
/** Each changes every item. */
const TRANSACTIONS = 100;

let database: SimDatabase;

beforeAll(async () => {
  database = await openSimDatabase();
});

afterAll(() => database.close());

async function makeItems(world: World): Promise<string[]> {
  const ids = Array.from({ length: ITEMS }, () => world.ids.next());
  const { id, inboxes } = world.workspace;
  await database.sessions.control.query(
    `insert into sim_items (id, organization_id, scope_id, title) select unnest($1::uuid[]), $2, $3, 'new'`,
    [ids, id, inboxes[0]],
  );
  world.items.push(...ids);
  return ids;
}

async function changeAll(items: readonly string[]): Promise<void> {
  for (let at = 1; at <= TRANSACTIONS; at += 1) {
    await database.sessions.control.query(
      `update sim_items set title = $2, value = $3 where id = any($1::uuid[])`,
      [items, `remote ${at}`, -at],
    );
  }
}

const shown = ({ client }: SimTab): ReadonlyMap<string, SimItem> =>
  new Map(
    client.store
      .list(allItems, 'all')
      .get()
      .map((item) => [item.id, item]),
  );

describe('scenario 8: 100 mutations made offline over 5,000 changes by others', () => {
  it('are shown on top of every state that is shown, and take effect in order (I9, I4)', async () => {
    const world = await World.open({ ...database, seed: 8 });
    const items = await makeItems(world);
    expect(await comeToRest(world)).toBeNull();
    const browser = world.browsers[0]!;
    const tab = browser.tabs[0]!;
    browser.setOffline(true);
    const mine = new Map<string, number>();
    for (let at = 1; at <= MUTATIONS; at += 1) {
      const id = items[at % EDITED]!;
      mine.set(id, at);
      tab.mutate('item.set', { id, value: at } as never);
    }
    await changeAll(items);
    const torn: string[] = [];
    const titles = new Set<number>();
    tab.client.store.list(allItems, 'all').subscribe(() => {
      const now = shown(tab);
      for (const [id, value] of mine) if (now.get(id)?.value !== value) torn.push(id);
      titles.add(new Set(items.map((id) => now.get(id)?.title)).size);
    });

    browser.setOffline(false);
    expect(await comeToRest(world)).toBeNull();

    expect(torn).toEqual([]);
    // A transaction of others changes all titles: no state with some of them is ever seen.
    expect([...titles]).toEqual([1]);
    expect(await problemsAtRest(world)).toEqual([]);
    await world.close();
  }, 60_000);
});
