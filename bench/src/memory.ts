import { readFileSync, readdirSync } from 'node:fs';

/** Megabytes. PSS counts what processes share once; RSS is what a limit on one process would meet. */
export type Memory = { readonly pss: number; readonly rss: number };

/** The memory of a process with everything that it started. Zero where the system has no /proc. */
export function memoryOf(pid: number): Memory {
  const all = [pid, ...childrenOf(pid)];
  const sum = (field: RegExp): number =>
    all.reduce((total, each) => total + kilobytes(each, field), 0) / 1024;
  return { pss: sum(/^Pss:\s+(\d+)/m), rss: sum(/^Rss:\s+(\d+)/m) };
}

function kilobytes(pid: number, field: RegExp): number {
  try {
    return Number(field.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  let own: string;
  try {
    own = readdirSync(`/proc/${pid}/task`)
      .map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'))
      .join(' ');
  } catch {
    return [];
  }
  const children = own.split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...childrenOf(child)]);
}
