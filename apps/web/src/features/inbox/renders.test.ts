import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DeskInChromium } from '../../testing/desk-in-chromium.ts';
import type { Hands } from '../../testing/desk-page.tsx';

declare const hands: Hands;

/** A real browser with 10,000 conversations, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Nothing was drawn for so long: whatever follows an act is over. */
const CALM_MS = 400;

let chromium: DeskInChromium;
let page: Page;
beforeAll(async () => {
  chromium = await DeskInChromium.open();
});
afterAll(async () => {
  await chromium?.close();
});
/** A page for the tests of a group, each of which is about other rows than those before it. */
function onePage(): void {
  beforeAll(async () => {
    page = await chromium.page('/inbox/open');
    await items().nth(5).waitFor();
    await drawn();
    return () => page.context().close();
  });
}

const items = () =>
  page.getByRole('list', { name: 'Conversations in this view' }).getByRole('listitem');

type Drawn = {
  /** How often each component was drawn, by the row, message or panel that it stands in. */
  readonly within: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly rows: readonly string[];
  readonly messages: readonly string[];
  readonly commits: number;
};

/** What was drawn since this was asked last, until the page is calm. */
async function drawn(): Promise<Drawn> {
  const { commits, rendered } = await page.evaluate(
    (calm) => hands.takeDrawnWhenCalm(calm),
    CALM_MS,
  );
  const within: Record<string, Record<string, number>> = {};
  for (const one of rendered) {
    const counts = (within[one.within] ??= {});
    counts[one.component] = (counts[one.component] ?? 0) + 1;
  }
  const of = (kind: string) =>
    Object.keys(within)
      .filter((name) => name.startsWith(`${kind}:`))
      .map((name) => name.slice(kind.length + 1))
      .toSorted();
  return { within, rows: of('row'), messages: of('message'), commits };
}

/** What an act draws. */
async function drawnBy(act: () => Promise<unknown>): Promise<Drawn> {
  await drawn();
  await act();
  return drawn();
}

const open = async (id: string): Promise<void> => {
  await page.locator(`[data-conversation="${id}"] a`).click();
  await lastLineOf(id).waitFor();
  // Nobody points at the list.
  await page.mouse.move(900, 300);
};

const lastLineOf = (id: string) =>
  page.getByRole('log').getByText(`Message 10 of conversation ${id.slice('c-'.length)},`);

/** Panels that have nothing to do with what happens in a row or a thread. */
const ASIDE = ['Rail', 'ViewsNav', 'ListHeader', 'StateBanner'];
const panelsOf = ({ within }: Drawn) =>
  Object.keys(within).filter((name) => !/^(?:row|message):|^screen$/.test(name));

describe('of 10,000 conversations', () => {
  onePage();

  it('only those on the screen are drawn', async () => {
    const count = await items().count();
    expect(count).toBeGreaterThan(8);
    expect(count).toBeLessThan(40);
    expect(await items().first().getAttribute('aria-setsize')).toBe('10000');
  });

  it('one that changes draws its own row, once', async () => {
    const { rows, within, commits } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        desk.frame({ conversations: [desk.rows.conversation(4, { lastMessagePreview: 'New' })] });
      }),
    );
    expect([rows, commits]).toEqual([['c-4'], 1]);
    expect(within['row:c-4']).toMatchObject({ ConversationRow: 1 });
    expect(Object.keys(within)).toEqual(['row:c-4']);
  });

  it('one that is not on the screen draws nothing', async () => {
    const { within } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        const row = desk.rows.conversation(5_000, { lastMessagePreview: 'New' });
        desk.frame({ conversations: [row] });
      }),
    );
    expect(within).toEqual({});
  });

  it('one that moves to the top draws what it says, and of the others only their places', async () => {
    const { rows, within } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        const lastMessageAt = new Date(Date.now() + 1_000).toISOString();
        desk.frame({ conversations: [desk.rows.conversation(3, { lastMessageAt })] });
      }),
    );
    expect(rows).toEqual(['c-0', 'c-1', 'c-2', 'c-3']);
    // The first one is no longer where Tab stops.
    for (const id of ['c-1', 'c-2']) expect(within[`row:${id}`]).toEqual({ RowFrame: 1 });
    expect(within['row:c-3']).toMatchObject({ RowFrame: 1, ConversationRow: 1 });
  });

  it('a change of 1,000 at once draws at most once, and only those on the screen', async () => {
    const { rows, commits } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        const some = Array.from({ length: 1_000 }, (_, n) =>
          desk.rows.conversation(n === 0 ? 2 : 3_000 + n, { lastMessagePreview: 'New' }),
        );
        desk.frame({ conversations: some });
      }),
    );
    expect([rows, commits]).toEqual([['c-2'], 1]);
  });

  it('the next 1,000 of a load come in slices, and draw nothing of what is not on the screen', async () => {
    const { within } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        const some = Array.from({ length: 1_000 }, (_, n) => desk.rows.conversation(20_000 + n));
        desk.page({ conversations: some });
      }),
    );
    const rows = Object.entries(within).filter(([name]) => name.startsWith('row:'));
    for (const [, components] of rows) expect(Object.keys(components)).toEqual(['RowFrame']);
    expect(panelsOf(await drawnBy(async () => undefined))).toEqual([]);
  });
});

describe('what a row has beside its conversation', () => {
  onePage();

  it('a colleague who looks at it draws only where they stand', async () => {
    const { rows, within } = await drawnBy(() =>
      page.evaluate(() =>
        hands.desk.presence({
          users: [
            { userId: 'user-2', conversations: [{ conversationId: 'c-4', activity: 'viewing' }] },
          ],
          typing: [],
        }),
      ),
    );
    expect(rows).toEqual(['c-4']);
    expect(within['row:c-4']).not.toHaveProperty('ConversationRow');
    expect(panelsOf({ within } as Drawn)).toEqual(['ViewsNav']);
  });

  it('a tag that is renamed draws the rows that have it', async () => {
    const { rows } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        desk.frame({ tags: [desk.rows.tag(3, { name: 'Renamed' })] });
      }),
    );
    // Each of twelve tags stands on every twelfth conversation.
    const onScreen = await items().filter({ hasText: 'Renamed' }).all();
    const ids = await Promise.all(onScreen.map((row) => row.getAttribute('data-conversation')));
    expect(rows).toEqual(ids.toSorted());
    expect(rows).toContain('c-3');
  });

  it('a tag that is put on draws its row', async () => {
    const { rows, within } = await drawnBy(() =>
      page.evaluate(() => hands.desk.frame({ conversation_tags: [hands.desk.rows.tagged(6, 1)] })),
    );
    expect(rows).toEqual(['c-6']);
    expect(within['row:c-6']).not.toHaveProperty('ConversationRow');
  });
});

describe('moving in the list', () => {
  onePage();

  it('the cursor draws the row that it leaves and the one that it comes to', async () => {
    await page.keyboard.press('j');
    const { rows, within } = await drawnBy(() => page.keyboard.press('j'));
    expect(rows.filter((row) => within[`row:${row}`]?.['ConversationRow'])).toEqual(['c-0', 'c-1']);
    expect(panelsOf({ within } as Drawn)).toEqual(['Rows']);
  });

  it('a tick draws its row, and every row shows its box', async () => {
    const { rows } = await drawnBy(() => page.keyboard.press('x'));
    expect(rows).toEqual(['c-1']);
    for (const box of await items().getByRole('checkbox').all())
      expect(await box.evaluate((of) => getComputedStyle(of).opacity)).toBe('1');
    await page.keyboard.press('x');
  });

  it('another conversation draws two rows, its own lines, and nothing beside', async () => {
    await open('c-3');
    const { rows, messages, within } = await drawnBy(async () => {
      await page.keyboard.press('j');
      await lastLineOf('c-4').waitFor();
    });
    expect(rows.filter((row) => within[`row:${row}`]?.['ConversationRow'])).toEqual(['c-3', 'c-4']);
    expect(messages.every((id) => id.startsWith('c-4/'))).toBe(true);
    for (const message of messages)
      expect(within[`message:${message}`]).toMatchObject({ MessageView: 1 });
    expect(within['ConversationHead']).toMatchObject({ ConversationHead: 1 });
    expect(within['DetailsPanel']).toMatchObject({ Facts: 1, Before: 1 });
    expect(within['Rows']).toEqual({ Rows: 1 });
    // Where my work stands is on the screen in several places: that it was read is work.
    for (const panel of ASIDE) expect(within[panel] ?? {}).not.toHaveProperty(panel);
  });
});

describe('an open conversation', () => {
  onePage();
  beforeAll(() => open('c-6'));

  it('a line that comes draws itself and its row', async () => {
    const { rows, messages, within } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        const said = { text: 'News', direction: 'INBOUND', authorKind: 'CUSTOMER' } as const;
        desk.frame({
          messages: [desk.rows.message(6, 11, { ...said, authorId: null, status: 'RECEIVED' })],
          conversations: [desk.rows.conversation(6, { lastNumber: 11, lastInboundNumber: 11 })],
        });
      }),
    );
    expect(messages).toEqual(['c-6/11']);
    expect(rows).toEqual(['c-6']);
    expect(within).not.toHaveProperty('ConversationHead');
    expect(within).not.toHaveProperty('CompanyLine');
  });

  it('a receipt draws its line', async () => {
    const { messages, within } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        desk.frame({ messages: [desk.rows.message(6, 10, { status: 'READ' })] });
      }),
    );
    expect(messages).toEqual(['c-6/10']);
    for (const panel of ['ConversationHead', 'Composer', 'CompanyLine', 'DetailsPanel', 'Rows'])
      expect(within).not.toHaveProperty(panel);
  });

  it('a colleague who answers too draws no line of it', async () => {
    const { rows, messages, within } = await drawnBy(() =>
      page.evaluate(() =>
        hands.desk.presence({
          users: [
            { userId: 'user-2', conversations: [{ conversationId: 'c-6', activity: 'replying' }] },
          ],
          typing: [],
        }),
      ),
    );
    expect([rows, messages]).toEqual([['c-6'], []]);
    expect(within['ConversationHead']).toEqual({ Watching: 1 });
    expect(within).not.toHaveProperty('Composer');
    expect(within).not.toHaveProperty('Timeline');
  });

  it('what happens elsewhere draws nothing of it', async () => {
    const { messages, within } = await drawnBy(() =>
      page.evaluate(() => {
        const { desk } = hands;
        const conversations = [desk.rows.conversation(8, { lastMessagePreview: 'News' })];
        desk.frame({ conversations });
      }),
    );
    expect(messages).toEqual([]);
    expect(Object.keys(within)).toEqual(['row:c-8']);
  });

  it('a key in the composer draws the composer alone, once', async () => {
    const reply = page.getByRole('textbox', { name: 'Reply' });
    await reply.click();
    await page.keyboard.type('a');
    const { within, commits } = await drawnBy(() => page.keyboard.type('b'));
    expect(Object.keys(within)).toEqual(['Composer']);
    expect(commits).toBe(1);
  });

  it('a line that is sent draws itself, and no row before the server has it', async () => {
    await page.getByRole('textbox', { name: 'Reply' }).fill('Our answer');
    const { rows, messages, within } = await drawnBy(() => page.keyboard.press('Enter'));
    expect(messages).toHaveLength(1);
    expect(rows).toEqual([]);
    expect(within).not.toHaveProperty('ConversationHead');
  });
});
