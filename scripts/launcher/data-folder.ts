import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { runningCommand } from '@frontdesk/postgres-server/running-command';
import { Refusal, refuseFileError } from './refusal.ts';

/** What the launcher that holds a data folder says about itself, for the next one. */
interface LauncherNote {
  pid: number;
  url: string;
  isEnding: boolean;
  services: { pid: number; script: string }[];
}

/** initdb writes some 40 MB, and a database that cannot write its log stops. */
const NEEDED_BYTES = 150 * 1024 * 1024;
/** Longer than an orderly end takes; then the other launcher hangs. */
const WAIT_FOR_ENDING_MS = 40_000;
/** So long a launcher may take to notice that what started it was killed, and to say that it ends. */
const NOTICE_WITHIN_MS = 1_000;

const SQLITE_BUSY = 5;

/** The folder that holds everything this machine keeps, held by one launcher at a time. */
export class DataFolder {
  readonly path: string;
  readonly #lock: DatabaseSync;
  readonly #note: LauncherNote;

  private constructor(path: string, lock: DatabaseSync, url: string) {
    this.path = path;
    this.#lock = lock;
    this.#note = { pid: process.pid, url, isEnding: false, services: [] };
  }

  /**
   * Creates the folder when needed, takes it for this process and ends what a killed launcher left running. Refuses a
   * folder that cannot be written, a full disk, and a folder that another launcher holds.
   */
  static async open(path: string, url: string): Promise<DataFolder> {
    const absolute = resolve(path);
    prepare(absolute);
    const lock = await takeLock(absolute);
    for (const { pid, script } of readNote(absolute)?.services ?? []) {
      if (runningCommand(pid)?.includes(script)) process.kill(pid, 'SIGKILL');
    }
    const folder = new DataFolder(absolute, lock, url);
    folder.#write();
    return folder;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** A folder inside, created when needed. */
  folder(name: string): string {
    const path = this.file(name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** Remembers a service's process, so that the next launcher can end it if this one is killed. */
  noteService(pid: number, script: string): void {
    this.#note.services = this.#note.services
      .filter((service) => runningCommand(service.pid) !== undefined)
      .concat({ pid, script });
    this.#write();
  }

  /** A start that comes while we end waits for it instead of refusing. */
  noteEnding(): void {
    this.#note.isEnding = true;
    this.#write();
  }

  release(): void {
    rmSync(join(this.path, NOTE), { force: true });
    this.#lock.close();
  }

  #write(): void {
    writeFileSync(join(this.path, NOTE), JSON.stringify(this.#note));
  }
}

const NOTE = 'launcher.json';
const LOCK = 'launcher.lock';

function prepare(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const probe = join(path, '.writable');
    writeFileSync(probe, 'x'.repeat(4096));
    rmSync(probe);
  } catch (error) {
    throw refuseFileError(`the data folder ${path} cannot be used`, error);
  }
  const disk = statfsSync(path);
  const free = disk.bavail * disk.bsize;
  if (free < NEEDED_BYTES) {
    const megabytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024);
    throw new Refusal(
      `the data folder ${path} cannot be used: the disk is full (${megabytes(free)} MB free, ${megabytes(NEEDED_BYTES)} MB needed)`,
    );
  }
}

async function takeLock(path: string): Promise<DatabaseSync> {
  const started = Date.now();
  for (;;) {
    const lock = tryLock(join(path, LOCK));
    if (lock) return lock;
    const holder = readNote(path);
    const patience = holder?.isEnding ? WAIT_FOR_ENDING_MS : NOTICE_WITHIN_MS;
    if (Date.now() - started > patience) {
      const who = holder ? ` (process ${holder.pid}, ${holder.url})` : '';
      throw new Refusal(`it already runs on the data folder ${path}${who}`);
    }
    await delay(100);
  }
}

/**
 * Node has no file locks of its own, but SQLite takes the system's: they end with the process however it ends, unlike a
 * file with a process id in it.
 */
function tryLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
      return undefined;
    }
    throw refuseFileError(`the data folder's lock ${file} cannot be taken`, error);
  }
}

function readNote(path: string): LauncherNote | undefined {
  try {
    return JSON.parse(readFileSync(join(path, NOTE), 'utf8')) as LauncherNote;
  } catch {
    return undefined;
  }
}
