import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkImportGraph } from './import-graph.ts';
import { PlantedRepository } from './planted-repository.ts';

let repository: PlantedRepository;

beforeEach(() => {
  repository = new PlantedRepository();
  repository.write(
    'package.json',
    JSON.stringify({ name: 'frontdesk', devDependencies: { vitest: '1' } }),
  );
  repository.write('scripts/start.ts', 'export const started = true;\n');
  const core = { '@frontdesk/core': 'workspace:*' };
  repository.addPackage('core');
  repository.addPackage('channels', { dependencies: core });
  repository.addPackage('usecases', {
    dependencies: { ...core, '@frontdesk/channels': 'workspace:*' },
  });
});

afterEach(() => repository.remove());

describe('the import graph', () => {
  it('accepts imports of lower ranks', () => {
    repository.write(
      'packages/channels/src/a.ts',
      "import { thing } from '@frontdesk/core/thing';",
    );
    repository.write(
      'packages/usecases/src/a.ts',
      "import { b } from './b.ts';\nexport { b as c };",
    );
    repository.write('packages/usecases/src/b.ts', 'export const b = 1;');
    expect(checkImportGraph(repository.root)).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    [
      'an import of a higher rank',
      'packages/core/src/a.ts',
      "import { thing } from '@frontdesk/usecases/thing';",
      'packages/core/src/a.ts: core may not import usecases',
    ],
    [
      'the same hidden in a re-export',
      'packages/core/src/a.ts',
      "export const own = 1;\nexport { thing } from '@frontdesk/usecases/thing';",
      'packages/core/src/a.ts: core may not import usecases',
    ],
    [
      'the same hidden in a dynamic import',
      'packages/core/src/a.ts',
      "export const load = () => import('@frontdesk/usecases/thing');",
      'packages/core/src/a.ts: core may not import usecases',
    ],
    [
      'the same by path',
      'packages/core/src/a.ts',
      "import { thing } from '../../usecases/src/thing.ts';",
      'packages/core/src/a.ts: reaches into another package by path: "../../usecases/src/thing.ts"',
    ],
    [
      'the same for its types alone',
      'packages/core/src/a.ts',
      "import type { Thing } from '@frontdesk/usecases/thing';",
      'packages/core/src/a.ts: core may not import usecases',
    ],
    [
      'a package that is not declared',
      'packages/core/src/a.ts',
      "import { z } from 'zod';",
      "packages/core/src/a.ts: imports zod, which core's package.json does not declare",
    ],
    [
      'a test tool in what ships',
      'packages/core/src/a.ts',
      "import { it } from 'vitest';",
      "packages/core/src/a.ts: imports vitest, which core's package.json does not declare",
    ],
    [
      'a heavy dependency away from its home',
      'packages/usecases/src/a.ts',
      "import { Queue } from 'bullmq';",
      'packages/usecases/src/a.ts: imports bullmq, whose home is queue',
    ],
    [
      "Node's modules where the browser runs",
      'packages/core/src/a.ts',
      "import { readFileSync } from 'node:fs';",
      'packages/core/src/a.ts: runs in the browser, but imports "node:fs"',
    ],
    [
      'a file that is not there',
      'packages/core/src/a.ts',
      "import { b } from './b.ts';",
      'packages/core/src/a.ts: imports "./b.ts", which is not there',
    ],
    [
      'a barrel',
      'packages/core/src/a.ts',
      "export { thing } from './thing.ts';",
      "packages/core/src/a.ts: passes on other files' exports (a barrel)",
    ],
    [
      'a file that does not parse',
      'packages/core/src/a.ts',
      'export const = 1;',
      'packages/core/src/a.ts: Unexpected token',
    ],
  ])('refuses %s', (_what, path, source, problem) => {
    repository.write(path, source);
    expect(checkImportGraph(repository.root)).toContain(problem);
  });

  it('refuses a cycle, also through a third file', () => {
    repository.write('packages/core/src/a.ts', "import { b } from './b.ts';\nexport const a = b;");
    repository.write('packages/core/src/b.ts', "import { c } from './c.ts';\nexport const b = c;");
    repository.write('packages/core/src/c.ts', "import { a } from './a.ts';\nexport const c = a;");
    const [a, b, c] = ['a', 'b', 'c'].map((name) => `packages/core/src/${name}.ts`);
    expect(checkImportGraph(repository.root)).toContain(`import cycle: ${a} → ${b} → ${c} → ${a}`);
  });

  it('lets types go in circles, since they are gone when it runs', () => {
    repository.write(
      'packages/core/src/a.ts',
      "import type { B } from './b.ts';\nexport type A = B[];",
    );
    repository.write(
      'packages/core/src/b.ts',
      "import type { A } from './a.ts';\nexport type B = A[];",
    );
    expect(checkImportGraph(repository.root)).toEqual([]);
  });

  it('lets a test use the test tools of the root', () => {
    repository.write('packages/core/src/a.test.ts', "import type { it } from 'vitest';");
    expect(checkImportGraph(repository.root)).toEqual([]);
  });

  it('fails on a package that it saw nothing of, or has no rule for', () => {
    repository.write('packages/empty/package.json', JSON.stringify({ name: '@frontdesk/queue' }));
    repository.write('packages/new/package.json', JSON.stringify({ name: '@frontdesk/new' }));
    expect(checkImportGraph(repository.root).toSorted()).toEqual([
      'new: no rule says what it may import (house-rules.ts)',
      'queue: no source file was seen',
    ]);
  });
});
