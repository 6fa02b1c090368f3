import { problemsWithin } from './local-check.ts';
import { operate } from './operations.ts';
import { problemsAtRest } from './oracle.ts';
import { comeToRest } from './rest.ts';
import { World, type WorldOptions } from './world.ts';

export type Simulation = WorldOptions & { readonly operations: number };

export type Report = {
  /** Nothing is wrong when there is none. */
  readonly problems: readonly string[];
  /** What was done, in order. */
  readonly trace: readonly string[];
};

/** Operations between two looks at what tabs show. */
const LOOK_EVERY = 50;

/** Runs a seed, and says what the world did not live up to. Rejects never: what is thrown in it is a problem of it. */
export async function simulate({ operations, ...options }: Simulation): Promise<Report> {
  const trace: string[] = [];
  const world = await World.open(options);
  const unhandled: string[] = [];
  const onUnhandled = (error: unknown): void => void unhandled.push(`unhandled: ${stackOf(error)}`);
  process.on('unhandledRejection', onUnhandled);
  try {
    for (let at = 1; at <= operations; at += 1) {
      trace.push(await operate(world));
      if (at % LOOK_EVERY === 0) world.problems.push(...(await problemsWithin(world)));
      if (world.problems.length > 0) break;
    }
    if (world.problems.length === 0) {
      const restless = await comeToRest(world);
      const found = restless === null ? await problemsAtRest(world) : [restless];
      world.problems.push(...found);
    }
  } catch (error) {
    world.problems.push(`thrown: ${stackOf(error)}`);
  } finally {
    await world.close();
    process.off('unhandledRejection', onUnhandled);
  }
  return { problems: [...world.problems, ...unhandled], trace };
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** The fewest operations, as far as halving finds them, with which a seed still fails; and what is wrong then. */
export async function shrink(simulation: Simulation, report: Report): Promise<Report> {
  let best = report;
  let [least, most] = [0, report.trace.length];
  while (least < most) {
    const operations = Math.floor((least + most) / 2);
    const shorter = await simulate({ ...simulation, operations });
    if (shorter.problems.length > 0) {
      best = shorter;
      most = operations;
    } else least = operations + 1;
  }
  return best;
}

/** Runs a seed and throws what is wrong with it, with the way to see it again. */
export async function mustHold(simulation: Simulation): Promise<void> {
  const report = await simulate(simulation);
  if (report.problems.length === 0) return;
  const shrunk = await shrink(simulation, report);
  const { seed } = simulation;
  throw new Error(
    [
      `seed ${seed} fails after ${shrunk.trace.length} operations; see it again with`,
      `  npm run simulate -- --seed ${seed} --operations ${shrunk.trace.length}`,
      ...shrunk.problems.slice(0, 5),
      `last: ${shrunk.trace.slice(-5).join(', ')}`,
    ].join('\n'),
  );
}
