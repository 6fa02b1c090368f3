import { spawn } from 'node:child_process';
import { ROOT } from '../launcher/freshness.ts';

export interface ProgramOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Shows its output as it comes, instead of keeping it. */
  isShown?: boolean;
}

export interface ProgramResult {
  /** 127 when the program is not there. */
  code: number;
  output: string;
}

/** Runs a program of this repository (`oxlint`, `vitest`) or the machine to its end; never rejects. */
export function runProgram(
  [program = '', ...args]: string[],
  { cwd = ROOT, env = process.env, isShown = false }: ProgramOptions = {},
): Promise<ProgramResult> {
  const path = `${ROOT}/node_modules/.bin:${env['PATH'] ?? ''}`;
  const child = spawn(program, args, {
    cwd,
    env: { ...env, PATH: path },
    stdio: isShown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: output.join('').trim() }));
  });
}
