import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A small repository in which the checks' own tests plant faults. */
export class PlantedRepository {
  readonly root = mkdtempSync(join(tmpdir(), 'frontdesk-planted-'));

  constructor() {
    execFileSync('git', ['init', '--quiet'], { cwd: this.root });
    this.write('.gitignore', 'node_modules/\n');
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  /** A package with one file, that others can import. */
  addPackage(name: string, manifest: Record<string, unknown> = {}): void {
    const folder = `packages/${name}`;
    const exports = { './*': './src/*.ts' };
    this.write(
      `${folder}/package.json`,
      JSON.stringify({ name: `@frontdesk/${name}`, type: 'module', exports, ...manifest }),
    );
    this.write(`${folder}/src/thing.ts`, 'export const thing = 1;\nexport interface Thing {}\n');
    mkdirSync(join(this.root, 'node_modules/@frontdesk'), { recursive: true });
    symlinkSync(join(this.root, folder), join(this.root, 'node_modules/@frontdesk', name));
  }

  /** Copies a file of the real repository to the same place. */
  copy(path: string, from: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    cpSync(join(from, path), join(this.root, path));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
