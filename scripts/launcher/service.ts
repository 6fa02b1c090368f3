import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DataFolder } from './data-folder.ts';
import { LogFile } from './log-file.ts';
import { Refusal } from './refusal.ts';

/** A process that the launcher keeps running. */
export interface ServiceDefinition {
  name: string;
  /** Absolute path of what Node runs, and the arguments after it. */
  script: string;
  args?: string[];
  /** Node's own flags, such as `--watch`. */
  nodeFlags?: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** An address that answers 2xx or 3xx once the service works; without one the service sends "ready" over IPC. */
  healthUrl?: string;
}

const PRELOAD = fileURLToPath(new URL('end-with-launcher.mjs', import.meta.url));
const READY_WITHIN_MS = 60_000;
/** Then it is killed. Longer than what each service gives its own last requests and jobs. */
const END_WITHIN_MS = 20_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A service that lived this long has recovered: its next fall is a first one. */
const STEADY_AFTER_MS = 30_000;

/** One supervised service: started, watched, started again with growing pauses when it falls, ended when told. */
export class Service {
  readonly #definition: ServiceDefinition;
  readonly #folder: DataFolder;
  readonly #log: LogFile;
  readonly #stopped = new AbortController();
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #saidReady = false;
  #hasBeenReady = false;
  #pauseMs = FIRST_PAUSE_MS;

  constructor(definition: ServiceDefinition, folder: DataFolder) {
    this.#definition = definition;
    this.#folder = folder;
    this.#log = new LogFile(`${folder.folder('logs')}/${definition.name}.log`);
  }

  /** Resolves when the service works. Refuses, with the end of its log, when it falls before that. */
  async start(): Promise<void> {
    this.#spawn();
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await this.#isReady())) {
      if (this.#stopped.signal.aborted) return;
      if (!this.#isAlive())
        throw new Refusal(`${this.#definition.name} ended:\n${this.#lastWords()}`);
      if (Date.now() > deadline) {
        const seconds = READY_WITHIN_MS / 1000;
        throw new Refusal(
          `${this.#definition.name} was not ready in ${seconds} s (${this.#log.path})`,
        );
      }
      await delay(25);
    }
    this.#hasBeenReady = true;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    const kill = setTimeout(() => this.#child?.kill('SIGKILL'), END_WITHIN_MS);
    this.#child?.kill('SIGTERM');
    await this.#ended;
    clearTimeout(kill);
    this.#log.close();
  }

  #spawn(): void {
    const { script, args = [], nodeFlags = [], cwd, env } = this.#definition;
    this.#saidReady = false;
    const started = Date.now();
    const flags = ['--disable-warning=ExperimentalWarning', `--import=${PRELOAD}`, ...nodeFlags];
    const child = spawn(process.execPath, [...flags, script, ...args], {
      cwd,
      env,
      // Its own process group: a Ctrl-C reaches the launcher alone, which ends its services in order.
      detached: true,
      stdio: ['ignore', this.#log.descriptor, this.#log.descriptor, 'ipc'],
    });
    this.#child = child;
    if (child.pid !== undefined) this.#folder.noteService(child.pid, script);
    child.on('message', (message) => {
      if (message === 'ready') this.#saidReady = true;
    });
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve();
        this.#fell(signal ?? `exit code ${code}`, Date.now() - started);
      });
    });
  }

  #fell(how: string, livedMs: number): void {
    // A service that never worked is the starter's business: it refuses.
    if (this.#stopped.signal.aborted || !this.#hasBeenReady) return;
    if (livedMs > STEADY_AFTER_MS) this.#pauseMs = FIRST_PAUSE_MS;
    const pause = this.#pauseMs;
    this.#pauseMs = Math.min(pause * 2, LONGEST_PAUSE_MS);
    process.stderr.write(`  ${this.#definition.name} ended (${how}); starting it again\n`);
    delay(pause, undefined, { signal: this.#stopped.signal }).then(
      () => this.#spawn(),
      () => {},
    );
  }

  async #isReady(): Promise<boolean> {
    const { healthUrl } = this.#definition;
    if (healthUrl === undefined) return this.#saidReady;
    try {
      const response = await fetch(healthUrl, {
        redirect: 'manual',
        signal: AbortSignal.timeout(5_000),
      });
      await response.body?.cancel();
      return response.status < 400;
    } catch {
      return false;
    }
  }

  #isAlive(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  #lastWords(): string {
    const lines = readFileSync(this.#log.path, 'utf8').trimEnd().split('\n');
    return [...lines.slice(-12), `(all of it: ${basename(this.#folder.path)}/logs)`].join('\n');
  }
}
