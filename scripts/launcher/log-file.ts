import { closeSync, copyFileSync, fstatSync, ftruncateSync, openSync } from 'node:fs';

const LARGEST_BYTES = 20 * 1024 * 1024;
const LOOK_EVERY_MS = 30_000;

/**
 * A file that services write their logs to directly, without a copy through the launcher. When it has grown it is copied
 * to `<name>.1` and emptied, so that logs never fill the disk.
 */
export class LogFile {
  readonly path: string;
  readonly descriptor: number;
  readonly #watch: NodeJS.Timeout;

  constructor(path: string) {
    this.path = path;
    // Append mode: after the file was emptied, the writers go on at its start.
    this.descriptor = openSync(path, 'a', 0o600);
    this.#shorten();
    this.#watch = setInterval(() => this.#shorten(), LOOK_EVERY_MS).unref();
  }

  close(): void {
    clearInterval(this.#watch);
    closeSync(this.descriptor);
  }

  #shorten(): void {
    if (fstatSync(this.descriptor).size < LARGEST_BYTES) return;
    copyFileSync(this.path, `${this.path}.1`);
    ftruncateSync(this.descriptor);
  }
}
