import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-boot-'));
  mkdirSync(join(folder, 'scripts'));
  for (const name of ['boot.mjs', 'step.mjs']) {
    cpSync(join(import.meta.dirname, name), join(folder, 'scripts', name));
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the bootstrap', () => {
  it('says in one line that the package registry cannot be reached', () => {
    // Port 9 (discard): nothing listens there. An empty cache, so that nothing can come from it.
    const npm = {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(folder, 'cache'),
    };
    const { status, stderr } = spawnSync(process.execPath, ['scripts/boot.mjs', 'start'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, ...npm },
    });
    expect(stderr).toBe(
      "Frontdesk cannot start: the package registry cannot be reached (ECONNREFUSED); check the network and npm's registry setting, then run it again\n",
    );
    expect(status).toBe(1);
  });
});
