import type { Section } from '../../section.ts';
import { type BarePage, openBarePage } from './bare-page.ts';
import { deltaFigures } from './deltas.ts';
import { type BrowserPlace, type Device, onDevice } from './device.ts';
import { type Figure, HEAD, rowOf } from './figures.ts';
import { openInbox } from './inbox-screen.ts';
import { keyFigures } from './keys.ts';
import { openingFigures } from './openings.ts';
import { phoneFigures } from './phone.ts';
import { scrollFigures } from './scrolling.ts';
import { searchFigures } from './searches.ts';
import type { Stage } from './stage.ts';
import { startFigures } from './starts.ts';
import { TaskNotes } from './task-watch.ts';
import { tracedSection } from './traced.ts';

/** The product in a real Chromium, on a device that holds everything of a filled workspace; each section as it is measured. */
export async function browserSections(
  place: BrowserPlace,
  source: string,
  print: (section: Section) => void,
): Promise<void> {
  const bare = await openBarePage(place);
  const tasks = new TaskNotes();
  try {
    await onDevice(place, tasks, async (device) => {
      const [conversations, messages] = [place.conversations, place.messages].map((count) =>
        count.toLocaleString('en'),
      );
      const figures = await startFigures(place, device, bare);
      const about = `${conversations} open conversations with ${messages} messages, all of them on the device, in Chromium without a graphics card. Texts: ${source}. `;
      print(section('Starting in a browser', about + STARTS, figures));
      await onWarmDevice(device, { place, bare, print });
    });
    print(longTasks(tasks));
  } finally {
    await bare.close();
  }
}

type Around = {
  readonly place: BrowserPlace;
  readonly bare: BarePage;
  readonly print: (section: Section) => void;
};

async function onWarmDevice(device: Device, { place, bare, print }: Around): Promise<void> {
  await device.end();
  const page = await device.start();
  const { tasks } = device;
  await openInbox(page);
  const stage: Stage = { place, page, bare, tasks };
  print(
    section('Keys and clicks', PAINTS, [
      ...(await keyFigures(stage)),
      ...(await openingFigures(stage)),
    ]),
  );
  print(section('Search on the device', SEARCHES, await searchFigures(stage)));
  const moving = [...(await scrollFigures(stage)), ...(await deltaFigures(stage))];
  print(section('The list while it moves', FRAMES, moving));
  print(section('A phone-class device', PHONE, await phoneFigures(stage)));
  print(await tracedSection(stage));
}

const STARTS =
  'Bytes are there when Resource Timing of the page and of its engine’s worker says so; the list is painted when the frame with its first row was made.';
const PAINTS =
  'From the event’s time stamp to the end of the frame that shows what came of it (a task queued in that frame’s callback). In it is the wait for the screen, up to 16.7 ms; busy is the main thread’s part alone; processor is what each took there on average, with all that came after it. The floor changes one text of a bare page, puts twelve messages on it, or takes a letter. A page that rests is painted at once, one that draws already waits for the screen’s next turn: the first row says what that alone costs.';
const SEARCHES =
  'Words of every language of the data, each into an empty field. The floor is a worker that looks through the same texts one by one until it has 50.';
const FRAMES =
  'Gaps between animation frames; the wheel is turned by the browser’s own gesture. The floor draws one line of text for each row.';
const PHONE =
  'The main thread is slowed down four times (CPU throttling of the developer tools), the bare page too. Workers are not slowed down by that.';

const section = (title: string, about: string, figures: readonly Figure[]): Section => ({
  title,
  about,
  head: HEAD,
  rows: figures.map(rowOf),
});

/** Tasks that held the main thread for more than 50 ms, by part; frames name the scripts. */
function longTasks({ long }: TaskNotes): Section {
  const rows = [...Map.groupBy(long, ({ part }) => part)].map(([part, noted]) => {
    const tasks = noted.filter(({ kind }) => kind === 'task').map(({ duration }) => duration);
    const scripts = noted
      .filter(({ kind }) => kind === 'frame')
      .toSorted((a, b) => b.duration - a.duration)
      .slice(0, 3)
      .map(({ duration, scripts: by }) => `${duration} ms: ${by.slice(0, 3).join('; ')}`);
    return [
      part,
      tasks.map((duration) => `${duration} ms`).join(', ') || '–',
      scripts.join(' · ') || '–',
    ];
  });
  return {
    title: 'Main-thread tasks over 50 ms',
    about:
      'All that were noted in all the parts above; the three longest frames of each with the scripts that kept them.',
    head: ['part', 'tasks', 'frames and who kept them'],
    rows,
  };
}
