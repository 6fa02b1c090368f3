import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './program.ts';
import type { Outcome } from './tally.ts';

/** The parts that we read of Vitest's JSON report, which has Jest's shape. */
interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

/** The part that we read of Playwright's JSON report. */
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
  errors: unknown[];
  suites: PlaywrightSuite[];
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs: { file: string; title: string; ok: boolean }[];
}

/** Runs all unit, contract and integration tests, or those whose path contains one of the filters. */
export function runVitest(filters: string[] = []): Promise<Outcome> {
  return withFolder(async (folder) => {
    const report = join(folder, 'vitest.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { code } = await runProgram(['vitest', 'run', ...reporters, ...filters], {
      isShown: true,
    });
    return orOneFailure(code, () => countVitest(read<VitestReport>(report)));
  });
}

/** A file that could not even be loaded has no failed test, but it failed. */
export function countVitest(report: VitestReport): Outcome {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${name} › ${fullName}`),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    names: [...unloaded.map(({ name }) => name), ...failed],
  };
}

/** Runs the end-to-end tests, which start the product that they drive. */
export function runPlaywright(chromium: string): Promise<Outcome> {
  return withFolder(async (folder) => {
    const report = join(folder, 'playwright.json');
    const env = {
      ...process.env,
      CHROMIUM_PATH: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    };
    const { code } = await runProgram(['playwright', 'test', '--reporter=list,json'], {
      env,
      isShown: true,
    });
    return orOneFailure(code, () => countPlaywright(read<PlaywrightReport>(report)));
  });
}

export function countPlaywright({ stats, errors, suites }: PlaywrightReport): Outcome {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    names: suites.flatMap(failedSpecs),
  };
}

/** Of a file, or of a group of tests in one. */
function failedSpecs({ suites = [], specs }: PlaywrightSuite): string[] {
  const own = specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file} › ${title}`);
  return [...own, ...suites.flatMap(failedSpecs)];
}

/** A runner that ended badly without naming a failure, or that left no report, is a failure itself. */
function orOneFailure(code: number, count: () => Outcome): Outcome {
  let outcome: Outcome;
  try {
    outcome = count();
  } catch {
    return { passed: 0, failed: 1, names: ['a runner that left no report'] };
  }
  if (code === 0 || outcome.failed > 0) return outcome;
  return { ...outcome, failed: 1, names: [`a runner that ended with ${code}`] };
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-suite-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
