import { inWords, summaryOf } from '../../summary.ts';
import type { BarePage } from './bare-page.ts';
import { searchAnswered, takeSearches } from './engine-watch.ts';
import { type Figure, seen } from './figures.ts';
import { openInbox } from './inbox-screen.ts';
import { type Interaction, many } from './interactions.ts';
import type { Stage } from './stage.ts';

const AIM = 'p95 ≤ 50 ms';
const ROUNDS = 3;
/** Often and seldom said, in every language of the data; a customer's name; one conversation's number. */
const WORDS = [
  'coffee',
  'the',
  'latte with',
  'ห้องพัก',
  'เครื่องปรับอากาศ',
  '予約',
  '領収書',
  'الفاتورة',
  'شكرا جزيلا',
  'Chloé',
  'สมชาย',
  '4321',
] as const;

/** From a word that comes into the field at once to the frame that shows what this device found; and the engine's part. */
export async function searchFigures({ page, bare, tasks }: Stage): Promise<Figure[]> {
  tasks.part = 'search';
  await openInbox(page);
  const floor = await searchFloor(bare);
  await page.keyboard.press('/');
  await page.getByRole('searchbox').fill('coffee');
  await searchAnswered(page);
  await page.goBack();
  await takeSearches(page);
  const shown = await many(page, ROUNDS * WORDS.length, async (round) => {
    // Each from an empty screen, so that nothing found before stands there.
    if (round > 0) await page.goBack();
    await page.keyboard.press('/');
    const field = page.getByRole('searchbox');
    await field.waitFor();
    return {
      watched: { event: 'input', probe: 'hits' },
      act: () => page.keyboard.insertText(WORDS[round % WORDS.length] ?? ''),
    };
  });
  const answered = summaryOf(await takeSearches(page));
  return [
    {
      what: 'question → the engine’s answer in the page',
      measured: `${inWords(answered)} (n ${answered.count})`,
      floor: inWords(floor.answered),
      aim: AIM,
    },
    {
      what: 'word in the field → hits painted',
      measured: seen(shown),
      floor: seen(floor.shown),
      aim: AIM,
    },
  ];
}

/** A worker that looks through the same texts one by one, and a text that says how many it found. */
async function searchFloor({ page }: BarePage): Promise<{
  readonly answered: ReturnType<typeof summaryOf>;
  readonly shown: Interaction;
}> {
  await page.evaluate('floors.loadSearch()');
  await page.evaluate('floors.answered.splice(0)');
  const shown = await many(page, ROUNDS * WORDS.length, async (round) => {
    await page.locator('textarea').fill('');
    await page.waitForTimeout(50);
    return {
      watched: { event: 'input', probe: 'hits' },
      act: () => page.keyboard.insertText(WORDS[round % WORDS.length] ?? ''),
    };
  });
  return { answered: summaryOf(await page.evaluate('floors.answered')), shown };
}
