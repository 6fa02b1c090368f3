import { relative } from 'node:path';
import { checkCompose } from '../checks/compose.ts';
import { checkFileNames, checkPackages, checkRegistryHosts } from '../checks/house.ts';
import { checkImportGraph } from '../checks/import-graph.ts';
import { checkRules } from '../checks/rules.ts';
import { workspacePackages } from '../checks/source-files.ts';
import { checkSuppressions, readAllowedSuppressions } from '../checks/suppressions.ts';
import { ROOT } from '../launcher/freshness.ts';
import { runProgram } from './program.ts';
import type { Tally } from './tally.ts';

/** Everything that can be known without running the product. */
export async function runStaticChecks(tally: Tally): Promise<void> {
  process.stdout.write('\nStatic checks\n');
  await tally.check('Format', () => problemsOf(['oxfmt', '--check', '.']));
  await tally.check('Lint and size budgets', () => problemsOf(['oxlint', '--deny-warnings']));
  await tally.check('Import graph', () => checkImportGraph(ROOT));
  await tally.check('Packages', () => checkPackages(ROOT));
  await tally.check('File names', () => checkFileNames(ROOT));
  await tally.check('Suppressions', () => checkSuppressions(ROOT, readAllowedSuppressions(ROOT)));
  await tally.check('Registry hosts', () => checkRegistryHosts(ROOT));
  await tally.check('Rules of the sync engine and their tests', () => checkRules(ROOT));
  await tally.check('Compose file', () => checkCompose(ROOT));
  await tally.check('Unused code', () => problemsOf(['knip', '--no-progress']));
  for (const folder of typedFolders()) {
    await tally.check(`Types of ${folder}`, () => problemsOf(['tsc', '-p', folder, '--noEmit']));
  }
}

function typedFolders(): string[] {
  const packages = workspacePackages(ROOT).filter(({ folder }) => folder !== ROOT);
  const folders = packages.map(({ folder }) => relative(ROOT, folder));
  // Workers have other globals than pages.
  return [...folders, 'apps/web/src/engine', 'apps/web/src/service-worker', 'scripts', 'e2e'];
}

async function problemsOf(command: string[]): Promise<string[]> {
  const { code, output } = await runProgram(command);
  return code === 0 ? [] : [output || `${command.join(' ')} ended with ${code}`];
}
