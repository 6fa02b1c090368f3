import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PlantedRepository } from './planted-repository.ts';
import { checkRules } from './rules.ts';

let repository: PlantedRepository;
beforeEach(() => {
  repository = new PlantedRepository();
  repository.write(
    'packages/sync/SPEC.md',
    '- **I4** once\n- **3a** rights\n- **7** results\n- **26** ids\n',
  );
});
afterEach(() => repository.remove());

const test = (source: string): void =>
  repository.write('packages/sync/src/a.test.ts', `import { it } from 'vitest';\n${source}\n`);

describe('the check of rules', () => {
  it('is content when each has a test, however it is named', () => {
    test(`it('rule 3a: is read again', () => {});
      it.each([1])('is told once (I4, rules 7 and 26): %s', () => {});`);
    expect(checkRules(repository.root)).toEqual([]);
  });

  it('names a rule without a test', () => {
    test('it(`holds for ${1} (I4, rule 7)`, () => {}); // rule 26\nit("Rule 3a holds", () => {});');
    expect(checkRules(repository.root)).toEqual(['packages/sync/SPEC.md: no test names rule 26']);
  });

  it('names a test without a rule', () => {
    test(`it('(I4, rules 3a, 7, 26) all', () => {}); it('is so (rule 99)', () => {});`);
    expect(checkRules(repository.root)).toEqual([
      'packages/sync/src/a.test.ts: “is so (rule 99)” names rule 99, which packages/sync/SPEC.md lacks',
    ]);
  });

  it('does not take a specification without rules for one that is proved', () => {
    repository.write('packages/sync/SPEC.md', '# Rules\n');
    expect(checkRules(repository.root)).toEqual(['packages/sync/SPEC.md has no rules']);
  });
});
