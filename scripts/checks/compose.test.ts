import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../launcher/freshness.ts';
import { checkCompose } from './compose.ts';
import { PlantedRepository } from './planted-repository.ts';

const FILES = ['docker-compose.yml', 'Dockerfile', 'deploy/Caddyfile'];
const SCRIPTS = ['boot.mjs', 'build.ts', 'probe.mjs', 'run-service.ts'].map(
  (name) => `scripts/${name}`,
);

let repository: PlantedRepository;

beforeEach(() => {
  repository = new PlantedRepository();
  for (const path of [...FILES, ...SCRIPTS]) repository.copy(path, ROOT);
});

afterEach(() => repository.remove());

function replace(path: string, from: string, to: string): void {
  const source = readFileSync(join(ROOT, path), 'utf8');
  expect(source).toContain(from);
  repository.write(path, source.replace(from, to));
}

describe('the compose file', () => {
  it('passes as it is', () => {
    expect(checkCompose(repository.root)).toEqual([]);
  });

  it.each([
    [
      'a misspelt key',
      'restart: unless-stopped',
      'restrat: unless-stopped',
      'additional properties',
    ],
    ['an image without a version', 'postgres:18.4', 'postgres:latest', 'names no fixed version'],
    [
      'an unknown dependency',
      '  migrate:\n    cond',
      '  migration:\n    cond',
      'depends on migration',
    ],
    ['an unknown host', '@postgres:5432', '@database:5432', 'reaches for database'],
    ['an undeclared volume', '- redis:/data', '- cache:/data', 'mounts cache'],
    ['a missing file', 'deploy/Caddyfile', 'deploy/Nginxfile', 'mounts ./deploy/Nginxfile'],
    ['an open port', '127.0.0.1:3000:3000', '3000:3000', 'publishes 3000:3000 to the world'],
    ['an unknown command', "['worker']", "['workers']", 'runs "workers"'],
    ['a missing limit', 'memory: 2G', 'pids: 100', 'has no memory limit'],
  ])('is refused with %s', (_what, from, to, problem) => {
    replace('docker-compose.yml', from, to);
    expect(checkCompose(repository.root).join('\n')).toContain(problem);
  });
});

describe('the Dockerfile', () => {
  it.each([
    ["another Node than the bootstrap's", 'node:24.21.0', 'node:20.1.0', 'is not the Node'],
    ['a script that is not there', 'boot.mjs build', 'bootstrap.mjs build', 'is not there'],
  ])('is refused with %s', (_what, from, to, problem) => {
    replace('Dockerfile', from, to);
    expect(checkCompose(repository.root).join('\n')).toContain(problem);
  });
});
