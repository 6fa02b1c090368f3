/** What one part of `npm run bench:ai` and `bench:sync` has to say: a table of its own, and what it was measured on. */
export type Section = {
  readonly title: string;
  /** What was measured on what, and against which floor. */
  readonly about: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export function inMarkdown({ title, about, head, rows }: Section): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)];
  return [`## ${title}`, about, '', ...table].join('\n');
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
