import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

describe('the API’s document', () => {
  it('is OpenAPI 3.1', async () => {
    const answer = await call(world, 'GET', '/api/v1/openapi.json');
    expect(answer.body.openapi).toBe('3.1.0');
  });
});
