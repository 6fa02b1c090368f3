import { duration } from '../step.mjs';

/** How many checks and tests passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}

/** What a runner found; `names` of what failed, which are said once more at the end. */
export interface Outcome extends Counts {
  names: string[];
}

/** The sum over all runners, which decides how the command ends. */
export class Tally {
  #counts: Counts = { passed: 0, failed: 0 };
  readonly #failed: string[] = [];
  readonly #started = performance.now();

  /** Runs one runner; says its name before, its count and time after. */
  async run(name: string, runner: () => Promise<Outcome>): Promise<void> {
    const started = performance.now();
    process.stdout.write(`\n${name}\n`);
    const { names, ...counts } = await runner();
    this.#add(counts);
    this.#failed.push(...names);
    process.stdout.write(`  ${describe(counts)}, ${duration(performance.now() - started)}\n`);
  }

  /** Runs one check that finds problems or none, and counts as one. */
  async check(name: string, find: () => Promise<string[]> | string[]): Promise<void> {
    const started = performance.now();
    const problems = await find();
    this.#add(problems.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
    if (problems.length > 0) this.#failed.push(name);
    const verdict = problems.length === 0 ? '' : 'failed, ';
    process.stdout.write(`  ${name} … ${verdict}${duration(performance.now() - started)}\n`);
    for (const problem of problems) process.stdout.write(`${indented(problem)}\n`);
  }

  /** The names of what failed, and the last line of the command. Returns its exit code. */
  conclude(): number {
    for (const name of this.#failed) process.stdout.write(`\nFailed: ${name}`);
    process.stdout.write(`\nTook ${duration(performance.now() - this.#started)}\n`);
    process.stdout.write(`${describe(this.#counts)}\n`);
    return this.#counts.failed === 0 && this.#counts.passed > 0 ? 0 : 1;
  }

  #add({ passed, failed }: Counts): void {
    this.#counts = {
      passed: this.#counts.passed + passed,
      failed: this.#counts.failed + failed,
    };
  }
}

function describe({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
