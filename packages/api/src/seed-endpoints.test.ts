import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOT_YET_BUILT } from './not-yet-built.ts';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call, signUp } from './testing/caller.ts';

type Row = { seed: string; method: string; path: string; canonical: string };

const rows = parse(readFileSync(new URL('./seed-endpoints.csv', import.meta.url)), {
  columns: true,
}) as Row[];

/** What no row may be missing from any more. */
const DONE =
  /^\/(?:health|api\/v1\/(?:auth|organizations|conversations|threads|messages|contacts|tags|sops|ai\/providers|ai\/test|webhooks\/whatsapp|webhooks\/openphone)(?:\/|$))/;

let world: ApiWorld;
let token: string;

beforeAll(async () => {
  world = await openApiWorld();
  token = (await signUp(world)).token;
});
afterAll(() => world.close());

/** Whether a route takes the request, whatever it says of an empty one. */
async function isAnswered(method: string, path: string): Promise<boolean> {
  const concrete = path.replaceAll(/:\w+/g, '00000000-0000-7000-8000-000000000000');
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
  const answer = await call(world, method, concrete, { token, ...body });
  return answer.body?.error?.message !== 'There is no such route.';
}

const nameOf = ({ method, canonical }: Row): string => `${method} ${canonical}`;

describe('the seeds’ endpoints', () => {
  it('are all here, as the seeds name them', () => {
    expect(rows.length).toBeGreaterThan(120);
  });

  it.each(rows)(
    '$method $path of seed $seed answers at both paths or is still to be built',
    async (row) => {
      const pending = NOT_YET_BUILT.includes(nameOf(row));
      if (pending && row.path !== row.canonical && !row.path.startsWith('/api/v1/')) return;
      expect(await isAnswered(row.method, row.canonical)).toBe(!pending);
      if (!pending) expect(await isAnswered(row.method, row.path)).toBe(true);
    },
  );

  it('that this product stands on are not among those to be built', () => {
    expect(NOT_YET_BUILT.filter((name) => DONE.test(name.split(' ')[1] ?? ''))).toEqual([]);
  });

  it('to be built are each one of the seeds’', () => {
    const known = new Set(rows.map(nameOf));
    expect(NOT_YET_BUILT.filter((name) => !known.has(name))).toEqual([]);
    expect(new Set(NOT_YET_BUILT).size).toBe(NOT_YET_BUILT.length);
  });
});
