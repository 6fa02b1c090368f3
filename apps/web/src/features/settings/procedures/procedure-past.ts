import { counted, percent } from '../../../shell/words.ts';
import type { ProcedureAnswer } from './procedure-answer.ts';

/** "Version 7 · 41 runs, 93 % to the end". */
export function sayPast({ version, runsEnded, runsDone }: ProcedureAnswer): string {
  const runs =
    runsEnded === 0
      ? 'not run yet'
      : `${counted(runsEnded, 'run')}, ${percent(runsDone / runsEnded)} to the end`;
  return `Version ${version} · ${runs}`;
}
