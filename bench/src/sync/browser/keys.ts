import type { Page } from '@playwright/test';
import type { BarePage } from './bare-page.ts';
import { type Figure, seen } from './figures.ts';
import { openInbox, rest, rowsInSight } from './inbox-screen.ts';
import { type Interaction, many, type Step } from './interactions.ts';
import type { ProbeName } from './page-watch.ts';
import type { Stage } from './stage.ts';

const AIM = 'p95 ≤ 16 ms';
const MANY = 60;
const SOME = 30;

type KeyFloors = {
  readonly key: Interaction;
  /** While the page draws at each turn of the screen. */
  readonly drawing: Interaction;
  readonly letter: Interaction;
};

/** A key changes one text of a bare page; letters are typed there. */
async function keyFloors({ page }: BarePage): Promise<KeyFloors> {
  const key = await many(page, MANY, () => press(page, 'j', 'bare'));
  await page.evaluate('floors.isDrawing = true; floors.draw();');
  const drawing = await many(page, MANY, () => press(page, 'j', 'bare'));
  await page.evaluate('floors.isDrawing = false');
  await page.locator('textarea').click();
  const letter = await many(page, MANY, (round) => press(page, letterOf(round), 'field'));
  return { key, drawing, letter };
}

/** Keys in the inbox, each to the frame that shows what it did. */
export async function keyFigures({ page, bare, tasks }: Stage): Promise<Figure[]> {
  tasks.part = 'keys';
  await openInbox(page);
  const floors = await keyFloors(bare);
  const figures: Figure[] = [
    { what: 'a page that draws already', measured: '–', floor: seen(floors.drawing), aim: '–' },
  ];
  const add = (what: string, { measured, floor = floors.key }: Measured): void => {
    figures.push({ what, measured: seen(measured), floor: seen(floor), aim: AIM });
  };
  const moved = (key: string) => many(page, MANY, () => press(page, key, 'cursor'));
  add('j: next row', { measured: await moved('j') });
  add('k: row before', { measured: await moved('k') });
  await openOldest(page);
  add('t: tags open', { measured: await overlay(page, 't') });
  add('Ctrl+K: palette open', { measured: await overlay(page, 'Control+k') });
  add('tag put on and taken off, Enter', { measured: await picked(page, 't', ['Booking'], 'row') });
  add('assigned and unassigned, Enter', {
    measured: await picked(page, 'a', ['Olive', 'Unassign'], 'head'),
  });
  add('e: resolved and opened again', {
    measured: await many(page, SOME, () => press(page, 'e', 'head')),
  });
  await page.keyboard.press('r');
  await rest(page);
  add('letter in the reply', {
    measured: await many(page, MANY, (round) => press(page, letterOf(round), 'field')),
    floor: floors.letter,
  });
  return figures;
}

type Measured = { readonly measured: Interaction; readonly floor?: Interaction };

const letterOf = (round: number): string => 'abcdefgh klmnop'.at(round % 15) ?? 'a';

const press = (page: Page, key: string, probe: ProbeName): Step => ({
  watched: { event: 'keydown', probe },
  act: () => page.keyboard.press(key),
});

/** One of the oldest that belongs to nobody and has no tag: nothing else looks at it. */
async function openOldest(page: Page): Promise<void> {
  await openInbox(page, '?sort=oldest');
  const free = (await rowsInSight(page)).find(
    ({ number }) => Number(number) % 5 !== 0 && Number(number) % 3 !== 0,
  );
  if (!free) throw new Error('no row in sight');
  await page.mouse.click(free.x, free.y);
  await page.getByRole('log', { name: 'Messages' }).getByText(`#${free.number}`).waitFor();
  await page.mouse.move(900, 20);
  await rest(page);
}

async function overlay(page: Page, key: string): Promise<Interaction> {
  const opened = await many(page, SOME, async (round) => {
    if (round > 0) await closeOverlay(page);
    return press(page, key, 'overlay');
  });
  await closeOverlay(page);
  return opened;
}

async function closeOverlay(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await isGone(page);
}

const isGone = (page: Page): Promise<void> =>
  page.getByRole('option').first().waitFor({ state: 'detached' });

/** Opens a picker, finds one by name and takes it: what is measured is the Enter. */
async function picked(
  page: Page,
  key: string,
  names: readonly string[],
  probe: ProbeName,
): Promise<Interaction> {
  return many(page, SOME, async (round) => {
    await isGone(page);
    const name = names[round % names.length] ?? '';
    await page.keyboard.press(key);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.type(name);
    await page.getByRole('option', { name: new RegExp(name) }).waitFor();
    return press(page, 'Enter', probe);
  });
}
