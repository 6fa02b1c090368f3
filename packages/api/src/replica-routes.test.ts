import { newId } from '@frontdesk/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call, signUp } from './testing/caller.ts';

let world: ApiWorld;
let token: string;

beforeAll(async () => {
  world = await openApiWorld();
  token = (await signUp(world)).token;
});
afterAll(() => world?.close());

const begin = (page?: string) =>
  call(world, 'GET', `/api/v1/sync/bootstrap?replicaId=${newId()}${page ? `&page=${page}` : ''}`, {
    token,
  });

describe("a replica's checksums", () => {
  it('are compared for whoever is signed in (rule 104)', async () => {
    const { cursor } = (await begin()).body;
    const body = { cursor, whole: [], changed: { above: cursor.seq, sums: [] } };
    const answer = await call(world, 'POST', '/api/v1/sync/checksums', { token, body });
    // The member's own row is in the table and in no sum.
    expect(answer.body).toMatchObject({ result: 'differ', scopes: [expect.any(String)] });
    const bare = await call(world, 'POST', '/api/v1/sync/checksums', { body });
    expect(bare.status).toBe(401);
  });

  it('have to be sums', async () => {
    const body = { cursor: null, whole: [{ sum: 'x' }] };
    const answer = await call(world, 'POST', '/api/v1/sync/checksums', { token, body });
    expect(answer.status).toBe(400);
  });
});

describe('a herd of replicas that begin', () => {
  it('is let in steadily: the others are told when to come back (rule 105)', async () => {
    const answers = await Promise.all(Array.from({ length: 80 }, () => begin()));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body, headers } of refused) {
      expect(body.error.code).toBe('SERVICE_UNAVAILABLE');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    // Who has a page already gets the next one.
    expect((await begin('heads~~1')).status).toBe(200);
  });
});
