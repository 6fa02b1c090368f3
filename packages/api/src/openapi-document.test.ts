import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';

let world: ApiWorld;
let document: {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  tags: { name: string; description: string }[];
  components: { schemas: object };
};

type Operation = {
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description?: string }>;
};

beforeAll(async () => {
  world = await openApiWorld();
  document = (await call(world, 'GET', '/api/v1/openapi.json')).body;
});
afterAll(() => world.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `${method} ${path}`,
      path,
      operation,
    })),
  );

describe('the API’s document', () => {
  it('is OpenAPI 3.1 and says of every operation what it is for, who may and how it refuses', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().length).toBeGreaterThan(80);
    for (const { name, operation } of operations()) {
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/\S/)]);
      expect([name, operation.tags]).toEqual([name, [expect.any(String)]]);
      expect([name, operation.security]).toEqual([name, expect.any(Array)]);
      expect([name, operation.responses]).toEqual([
        name,
        expect.objectContaining({ default: expect.anything() }),
      ]);
    }
  });

  it('declares every parameter of every path', () => {
    for (const { name, path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? [])
        .filter((one) => one.in === 'path')
        .map((one) => one.name);
      expect([name, declared.toSorted()]).toEqual([name, inPath.toSorted()]);
    }
  });

  it('has a chapter for every operation, each with its words, and none without operations', () => {
    const used = new Set(operations().flatMap(({ operation }) => operation.tags ?? []));
    expect(document.tags.map(({ name }) => name).toSorted()).toEqual([...used].toSorted());
    for (const { description } of document.tags) expect(description).toMatch(/\S/);
  });

  it('points at nothing that it does not hold', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(20);
    const held = Object.keys(document.components.schemas);
    expect(names.filter((name) => !held.includes(name))).toEqual([]);
  });

  it('shows the schemas that validate', () => {
    const form =
      document.paths['/api/v1/auth/register']?.['post']?.requestBody?.content['application/json'];
    expect(form?.schema).toMatchObject({
      required: ['email', 'password', 'name', 'organizationName'],
      properties: { password: { minLength: 10 } },
    });
  });

  it('shows what a comparison of checksums may come to', () => {
    const answers: unknown = Reflect.get(document.components.schemas, 'ChecksumAnswer');
    expect(answers).toMatchObject({
      oneOf: ['same', 'busy', 'differ'].map((result) => ({
        properties: { result: { enum: [result] } },
      })),
    });
  });
});
