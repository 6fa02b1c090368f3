import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import { findCycles } from './cycles.ts';
import { HOMES, PACKAGE_RULES } from './house-rules.ts';
import { type Import, importsOf } from './imports-of.ts';
import {
  type WorkspacePackage,
  isTestFile,
  sourceFiles,
  workspacePackages,
} from './source-files.ts';

const SCOPE = '@frontdesk/';
/** A package with fewer files than this was not looked at. */
const FEWEST_FILES_EACH = 1;
const SHIPPED = /^(apps|packages)\/[^/]+\/(src|app)\//;

/** The file in which a problem is looked for. */
interface Place {
  owner: WorkspacePackage;
  /** The root's package, whose test tools every test may use. */
  top: WorkspacePackage;
  /** A test, a fixture, configuration or a tool: nothing that runs in the product. */
  isForDevelopment: boolean;
}

/** Every import that the rules of the house forbid, as one line each. */
export function checkImportGraph(root: string): string[] {
  const packages = workspacePackages(root);
  const files = sourceFiles(root);
  const edges = new Map<string, string[]>();
  const problems = checkCoverage(packages, files, root);
  const resolver = new ResolverFactory({
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.d.ts', '.js'] },
    conditionNames: ['node', 'import', 'types', 'default'],
  });
  const top = ownerOf(join(root, 'package.json'), packages);
  for (const path of files) {
    const isForDevelopment = isTestFile(path) || !SHIPPED.test(path);
    const place = { owner: ownerOf(join(root, path), packages), top, isForDevelopment };
    const parsed = importsOf(path, readFileSync(join(root, path), 'utf8'));
    problems.push(...parsed.errors.map((error) => `${path}: ${error}`));
    if (parsed.isBarrel) problems.push(`${path}: passes on other files' exports (a barrel)`);
    const targets: string[] = [];
    for (const found of parsed.imports) {
      const target = resolver.sync(dirname(join(root, path)), found.specifier).path;
      problems.push(...problemsOfImport(place, found, target).map((text) => `${path}: ${text}`));
      if (target && !found.isType) targets.push(relative(root, target));
    }
    edges.set(path, targets);
  }
  const cycles = findCycles(edges).map((cycle) => `import cycle: ${cycle.join(' → ')}`);
  return [...problems, ...cycles];
}

/** The check must not pass because it looked at nothing. */
function checkCoverage(packages: WorkspacePackage[], files: string[], root: string): string[] {
  return packages.flatMap(({ name, folder }) => {
    if (!PACKAGE_RULES[name]) return [`${name}: no rule says what it may import (house-rules.ts)`];
    const prefix = folder === root ? 'scripts' : relative(root, folder);
    const seen = files.filter((path) => path.startsWith(`${prefix}/`)).length;
    return seen < FEWEST_FILES_EACH ? [`${name}: no source file was seen`] : [];
  });
}

function problemsOfImport(
  place: Place,
  { specifier, isType }: Import,
  target: string | undefined,
): string[] {
  if (isBuiltin(specifier)) return problemsOfBuiltin(place, specifier);
  if (specifier.startsWith('.')) {
    if (!target) return [`imports "${specifier}", which is not there`];
    const isInside = !relative(place.owner.folder, target).startsWith('..');
    return isInside ? [] : [`reaches into another package by path: "${specifier}"`];
  }
  const name = packageNameOf(specifier);
  return [
    ...problemsOfDeclaration(place, name, isType),
    ...(name.startsWith(SCOPE) ? problemsOfRank(place, name.slice(SCOPE.length), isType) : []),
    // Type packages have no file that runs; the compiler checks those imports.
    ...(target || isType ? [] : [`imports "${specifier}", which cannot be found`]),
    ...problemsOfHome(place, name),
  ];
}

function problemsOfBuiltin({ owner, isForDevelopment }: Place, specifier: string): string[] {
  const isForbidden = PACKAGE_RULES[owner.name]?.isBrowserSafe && !isForDevelopment;
  return isForbidden ? [`runs in the browser, but imports "${specifier}"`] : [];
}

function problemsOfDeclaration(place: Place, name: string, isType: boolean): string[] {
  const { owner, top, isForDevelopment } = place;
  const declared = [owner.dependencies];
  if (isForDevelopment || isType) declared.push(owner.devDependencies);
  if (isForDevelopment) declared.push(top.devDependencies);
  const isDeclared = declared.some(
    (names) => names.has(name) || (isType && names.has(typesOf(name))),
  );
  return isDeclared ? [] : [`imports ${name}, which ${owner.name}'s package.json does not declare`];
}

function problemsOfRank(
  { owner, isForDevelopment }: Place,
  target: string,
  isType: boolean,
): string[] {
  const rule = PACKAGE_RULES[owner.name];
  if (!rule || target === owner.name || rule.may.includes(target)) return [];
  if (isForDevelopment && target === 'testkit') return [];
  if (rule.mayType?.includes(target)) {
    return isType ? [] : [`may import types alone from ${target}`];
  }
  return [`${owner.name} may not import ${target}`];
}

function problemsOfHome({ owner, isForDevelopment }: Place, name: string): string[] {
  if (isForDevelopment || owner.name === 'testkit') return [];
  const home = HOMES.find(({ dependency }) => dependency.test(name));
  if (!home || home.homes.includes(owner.name)) return [];
  return [`imports ${name}, whose home is ${home.homes.join(' and ')}`];
}

function ownerOf(path: string, packages: WorkspacePackage[]): WorkspacePackage {
  const owner = packages.findLast(({ folder }) => path.startsWith(`${folder}/`));
  if (!owner) throw new Error(`${path} lies in no package`);
  return owner;
}

function packageNameOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** `@types/pg` declares what is imported as `pg`. */
function typesOf(name: string): string {
  return `@types/${name.replace(/^@(.+)\/(.+)$/, '$1__$2')}`;
}
