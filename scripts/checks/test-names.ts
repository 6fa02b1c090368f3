import { type Node, Visitor, parseSync } from 'oxc-parser';

const NAMING = new Set(['it', 'test', 'describe']);

/** The names that a file gives to its tests and groups of them, `it.each(…)(name)` included. */
export function testNamesOf(path: string, source: string): string[] {
  const names: string[] = [];
  new Visitor({
    CallExpression({ callee, arguments: [first] }) {
      if (!NAMING.has(rootOf(callee)) || !first) return;
      if (first.type === 'Literal' && typeof first.value === 'string') names.push(first.value);
      if (first.type === 'TemplateLiteral')
        names.push(first.quasis.map(({ value }) => value.raw).join('…'));
    },
  }).visit(parseSync(path, source).program);
  return names;
}

/** `it`, `it.skip`, `it.each(rows)` and `test.describe` all begin with the same word. */
function rootOf(callee: Node): string {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression') return rootOf(callee.object);
  if (callee.type === 'CallExpression') return rootOf(callee.callee);
  return '';
}
