import type { Section } from '../../section.ts';
import { deltaFrames } from './deltas.ts';
import { ms } from './figures.ts';
import { openInbox } from './inbox-screen.ts';
import { openings } from './openings.ts';
import type { Stage } from './stage.ts';
import { longTasksDuring } from './task-trace.ts';

const RELOADS = 3;
const OPENED = 16;

/** What long tasks cost the processor: on a busy machine a task also lasts while others have the core. */
export async function tracedSection({ place, page, tasks }: Stage): Promise<Section> {
  tasks.part = 'traced again';
  const reloads = async (): Promise<void> => {
    for (let round = 0; round < RELOADS; round += 1) await openInbox(page);
  };
  const parts = [
    [`${RELOADS} warm reloads`, reloads],
    [`${OPENED} threads opened`, () => openings(page, 'at once', OPENED)],
    ['1,000 rows change at once, three times', () => deltaFrames(place, page)],
  ] as const;
  const rows: string[][] = [];
  for (const [what, work] of parts) {
    const long = await longTasksDuring(page, work);
    const mostOf = (part: 'wall' | 'processor'): string =>
      long.length === 0 ? '–' : ms(Math.max(...long.map((task) => task[part])));
    rows.push([what, String(long.length), mostOf('wall'), mostOf('processor')]);
  }
  return {
    title: 'What tasks over 50 ms cost the processor',
    about:
      'From a trace of the browser, which slows it down a little. The engine’s and the store’s workers, the gateway and Postgres share the cores with the page: a task’s length is the clock’s, the processor’s part is the thread’s own.',
    head: ['while', 'tasks over 50 ms', 'the longest', 'the most that one took of the processor'],
    rows,
  };
}
