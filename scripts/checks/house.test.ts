import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFileNames, checkPackages, checkRegistryHosts } from './house.ts';
import { PlantedRepository } from './planted-repository.ts';
import { checkSuppressions } from './suppressions.ts';

let repository: PlantedRepository;

beforeEach(() => {
  repository = new PlantedRepository();
  repository.write('package.json', JSON.stringify({ name: 'frontdesk' }));
  repository.write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
  for (const name of ['core', 'ui', 'db', 'queue', 'sync']) {
    repository.addPackage(name);
    repository.write(`packages/${name}/README.md`, `# ${name}\n`);
    repository.write(`packages/${name}/tsconfig.json`, '{}');
  }
});

afterEach(() => repository.remove());

describe('the house rules', () => {
  it('accept a tidy house', () => {
    expect(checkPackages(repository.root)).toEqual([]);
    expect(checkFileNames(repository.root)).toEqual([]);
    expect(checkRegistryHosts(repository.root)).toEqual([]);
    expect(checkSuppressions(repository.root, {})).toEqual([]);
  });

  it('want every package to explain itself and to be type-checked', () => {
    repository.addPackage('api');
    expect(checkPackages(repository.root)).toEqual([
      'packages/api has no README.md',
      'packages/api has no tsconfig.json',
    ]);
  });

  it.each([
    ['formatDate.ts', 'the name is not kebab-case'],
    ['Button.tsx', 'the name is not kebab-case'],
    ['utils.ts', 'named for its kind'],
    ['helpers.test.ts', 'named for its kind'],
    ['index.ts', 'named for its kind'],
  ])('refuse the file name %s', (name, problem) => {
    repository.write(`packages/core/src/${name}`, '');
    expect(checkFileNames(repository.root)).toEqual([`packages/core/src/${name}: ${problem}`]);
  });

  it.each([
    ['.npmrc', 'registry=https://registry.example/\n', '.npmrc names a registry'],
    ['pnpm-lock.yaml', 'tarball: https://registry.example/x.tgz', 'pnpm-lock.yaml names a host'],
  ])('refuse a registry host in %s', (path, content, problem) => {
    repository.write(path, content);
    expect(checkRegistryHosts(repository.root)).toEqual([problem]);
  });
});

describe('suppressions', () => {
  const path = 'packages/core/src/thing.ts';
  const directive = 'oxlint-disable-next-line';

  it('need a reason', () => {
    repository.write(path, `// ${directive} no-console\nexport const thing = 1;\n`);
    expect(checkSuppressions(repository.root, { [path]: { 'no-console': 1 } })).toEqual([
      `${path}: suppresses no-console without a reason ("-- why")`,
    ]);
  });

  it('need to be on the list', () => {
    repository.write(
      path,
      `// ${directive} no-console -- it is a command\nexport const thing = 1;\n`,
    );
    expect(checkSuppressions(repository.root, {})).toEqual([
      `${path} no-console: 1 suppressed, 0 allowed (scripts/checks/allowed-suppressions.json)`,
    ]);
  });

  it('leave the list when they are gone', () => {
    expect(checkSuppressions(repository.root, { [path]: { 'no-console': 1 } })).toEqual([
      `${path} no-console: 1 allowed, 0 needed: shorten scripts/checks/allowed-suppressions.json`,
    ]);
  });
});
