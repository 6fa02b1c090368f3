import { readFileSync, writeFileSync } from 'node:fs';

/** Megabytes of RSS that a process has, and the most that it had since {@link forgetPeak}. Zero where the system has no /proc. */
export function processMemory(pid: number): { readonly now: number; readonly peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const of = (field: RegExp): number => Number(field.exec(status)?.[1] ?? 0) / 1024;
    return { now: of(/^VmRSS:\s+(\d+)/m), peak: of(/^VmHWM:\s+(\d+)/m) };
  } catch {
    return { now: 0, peak: 0 };
  }
}

/** See "clear_refs" in https://www.kernel.org/doc/html/latest/filesystems/proc.html. */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // The peak is that of the process's whole life then.
  }
}
