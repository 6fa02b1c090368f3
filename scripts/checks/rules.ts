import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.ts';
import { testNamesOf } from './test-names.ts';

const SPEC = 'packages/sync/SPEC.md';

/** Where the engine's rules are proved. */
const PROVING =
  /^(packages\/(sync|documents|db|usecases|testkit|api|core)\/|apps\/(realtime|web|worker)\/|e2e\/)/;
const TEST = /\.(test|spec)\.tsx?$/;
/** A suite that several test files run, and what stands in folders of the tests' own. */
const SUITE = /(-suite\.ts$|\/(testing|simulator|suites)\/)/;

/** A rule as the specification writes it: `- **38** …`, `- **3a** …`, `- **I7** …`. */
const RULE = /^- \*\*(I?\d+[a-z]?)\*\*/gm;

/** As test names write them: `rule 3a: …`, `… (rules 7 and 26)`, `I4, I7: …`, `(I5)`. */
const NAMED = /\brules? (\d+[a-z]?(?:(?:,| and|, rule) ?\d+[a-z]?)*)/gi;
const INVARIANT = /\bI\d+\b/g;

/** Rules without a test that names them, and tests that name a rule which the specification lacks. */
export function checkRules(root: string): string[] {
  const rules = new Set(
    Array.from(readFileSync(join(root, SPEC), 'utf8').matchAll(RULE), ([, rule = '']) => rule),
  );
  if (rules.size === 0) return [`${SPEC} has no rules`];
  const paths = sourceFiles(root).filter(
    (path) => PROVING.test(path) && (TEST.test(path) || SUITE.test(path)),
  );
  const tests = paths.flatMap((path) =>
    testNamesOf(path, readFileSync(join(root, path), 'utf8')).map((name) => ({ path, name })),
  );
  const named = tests.flatMap((test) => rulesNamed(test.name).map((rule) => ({ ...test, rule })));
  const proved = new Set(named.map(({ rule }) => rule));
  const problems = named
    .filter(({ rule }) => !rules.has(rule))
    .map(({ path, name, rule }) => `${path}: “${name}” names rule ${rule}, which ${SPEC} lacks`);
  const unproved = [...rules].filter((rule) => !proved.has(rule));
  return [...unproved.map((rule) => `${SPEC}: no test names rule ${rule}`), ...problems];
}

/** The rules that a test says it proves. */
function rulesNamed(name: string): string[] {
  const numbers = Array.from(
    name.matchAll(NAMED),
    ([, list = '']) => list.match(/\d+[a-z]?/g) ?? [],
  );
  return [...numbers.flat(), ...(name.match(INVARIANT) ?? [])];
}
