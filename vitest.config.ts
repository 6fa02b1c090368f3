import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const atRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  test: {
    // One run over all packages, so that they share one Postgres and the sum is one.
    root: atRoot('.'),
    include: ['{packages,apps}/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/.data/**', '**/.runtime/**'],
    globalSetup: [atRoot('packages/testkit/src/shared-postgres.ts')],
    // By default one core is left free; these tests wait for Postgres and sockets more than they compute.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
