import { readdirSync } from 'node:fs';
import { rulesFor } from '@frontdesk/connector-kit/conformance/check';
import type { Fixture } from '@frontdesk/connector-kit/conformance/fixture';
import { describe, expect, test } from 'vitest';
import { channels } from './registry.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .map((one) => one.name);

const fixtureOf = async (folder: string): Promise<Fixture<unknown>> =>
  ((await import(`./${folder}/fixture.ts`)) as { fixture: Fixture<unknown> }).fixture;

test('every channel folder is in the registry, and nothing else', () => {
  expect(channels.map((channel) => channel.kind).toSorted()).toEqual(folders.toSorted());
});

for (const folder of folders) {
  const fixture = await fixtureOf(folder);
  describe(folder, () => {
    test('its fixture is for the channel that the registry holds', () => {
      expect(channels).toContain(fixture.channel);
    });
    for (const rule of rulesFor(fixture)) test(`${rule.id} ${rule.says}`, () => rule.run());
  });
}
