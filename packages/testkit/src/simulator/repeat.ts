import { simulate, type Simulation } from './simulate.ts';
import { Trace } from './trace.ts';

type Hashed = { readonly hash: string; readonly problems: readonly string[] };
type Run = Hashed & { readonly events: readonly string[] };

/** Events before the first difference that are shown. */
const BEFORE = 12;
/** Longer ones are cut, in characters. */
const LONGEST = 400;

/** The hash of all that happens in one run of a seed, and of what was found. */
export async function hashOf(simulation: Simulation): Promise<string> {
  return (await hashWith(simulation, new Trace())).hash;
}

/**
 * Runs a seed twice. Resolves with what both runs share; rejects with the last events before the first one in which the second run is
 * another, or with what it finds twice.
 */
export async function mustRepeat(simulation: Simulation): Promise<string> {
  const [first, second] = [await run(simulation), await run(simulation)];
  const { seed } = simulation;
  if (first.hash !== second.hash) {
    throw new Error([`seed ${seed} does not repeat`, ...divergence(first, second)].join('\n'));
  }
  if (first.problems.length > 0) {
    throw new Error([`seed ${seed} fails, twice alike`, ...first.problems].join('\n'));
  }
  return `seed ${seed}: ${first.events.length} events, ${first.hash}`;
}

async function run(simulation: Simulation): Promise<Run> {
  const events: string[] = [];
  const trace = new Trace((event) => void events.push(event));
  return { ...(await hashWith(simulation, trace)), events };
}

async function hashWith(simulation: Simulation, trace: Trace): Promise<Hashed> {
  const { problems } = await simulate({ ...simulation, trace });
  trace.add('end', 'problems', problems);
  return { hash: trace.end(), problems };
}

function divergence({ events }: Run, { events: others }: Run): string[] {
  const found = events.findIndex((event, at) => event !== others[at]);
  const at = found < 0 ? events.length : found;
  const [one = NOTHING, other = NOTHING] = [events[at], others[at]];
  const same = [...one].findIndex((character, index) => character !== other[index]);
  const near = (event: string): string => cut(event.slice(Math.max(0, same - LONGEST / 2)));
  return [
    ...events.slice(Math.max(0, at - BEFORE), at).map(cut),
    `first run:  ${near(one)}`,
    `second run: ${near(other)}`,
  ];
}

const NOTHING = 'nothing more';
const cut = (event: string): string => event.slice(0, LONGEST);
