import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.ts';

/** Suppressions that are there, by file and rule. The list may only shrink: an entry that is no longer needed must go. */
export type AllowedSuppressions = Record<string, Record<string, number>>;

const LIST = 'scripts/checks/allowed-suppressions.json';
const LINT = /(?:ox|es)lint-disable(?:-next-line|-line)?[ \t]*([^\n]*?)(?:\*\/.*)?$/gm;
const TYPES = /@ts-(expect-error|ignore|nocheck)/g;

export function readAllowedSuppressions(root: string): AllowedSuppressions {
  const path = join(root, LIST);
  if (!existsSync(path)) return {};
  return JSON.parse(readFileSync(path, 'utf8')) as AllowedSuppressions;
}

/** Suppressions of a rule without a reason, beyond the list, or on the list and no longer there. */
export function checkSuppressions(root: string, allowed: AllowedSuppressions): string[] {
  const problems: string[] = [];
  const found = new Map<string, number>();
  // The check's own sources and tests speak of suppressions without being any.
  for (const path of sourceFiles(root).filter((file) => !file.startsWith('scripts/checks/'))) {
    for (const { rule, hasReason } of suppressionsIn(readFileSync(join(root, path), 'utf8'))) {
      if (!hasReason) problems.push(`${path}: suppresses ${rule} without a reason ("-- why")`);
      const key = `${path} ${rule}`;
      found.set(key, (found.get(key) ?? 0) + 1);
    }
  }
  return [...problems, ...differences(found, allowed)];
}

function suppressionsIn(source: string): { rule: string; hasReason: boolean }[] {
  const lint = [...source.matchAll(LINT)].flatMap(([, text = '']) => {
    const [rules = '', reason = ''] = text.split(/\s--\s/);
    const names = rules.split(',').map((rule) => rule.trim() || 'everything');
    return names.map((rule) => ({ rule, hasReason: reason.trim() !== '' }));
  });
  const types = [...source.matchAll(TYPES)].map(([directive]) => ({
    rule: directive,
    // The linter already demands a description after it.
    hasReason: directive === '@ts-expect-error',
  }));
  return [...lint, ...types];
}

function differences(found: Map<string, number>, allowed: AllowedSuppressions): string[] {
  const listed = new Map<string, number>(
    Object.entries(allowed).flatMap(([path, rules]) =>
      Object.entries(rules).map(([rule, count]) => [`${path} ${rule}`, count] as const),
    ),
  );
  return [...new Set([...found.keys(), ...listed.keys()])].flatMap((key) => {
    const here = found.get(key) ?? 0;
    const wanted = listed.get(key) ?? 0;
    if (here > wanted) return [`${key}: ${here} suppressed, ${wanted} allowed (${LIST})`];
    return here < wanted ? [`${key}: ${wanted} allowed, ${here} needed: shorten ${LIST}`] : [];
  });
}
