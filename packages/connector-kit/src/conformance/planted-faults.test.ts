import { describe, expect, test } from 'vitest';
import { brokenRules, rulesFor } from './check.ts';
import { courierFixture, pigeonFixture } from './pigeon.fixture.ts';
import { INBOUND_FAULTS } from './planted-inbound-faults.ts';
import { OUTBOUND_FAULTS } from './planted-outbound-faults.ts';

const FAULTS = { ...INBOUND_FAULTS, ...OUTBOUND_FAULTS };

const ids = (broken: ReturnType<typeof brokenRules>): string[] => broken.map((one) => one.rule);

describe('the conformance rules', () => {
  test('pass a channel that is right, however it sends', () => {
    expect(brokenRules(pigeonFixture)).toEqual([]);
    expect(brokenRules(courierFixture)).toEqual([]);
  });

  test.each(Object.entries(FAULTS))('notice a channel that %s', (_, fault) => {
    expect(ids(brokenRules(fault.fixture))).toContain(fault.rule);
  });

  test('each bite: every rule is caught by a planted fault', () => {
    const all = [...rulesFor(pigeonFixture), ...rulesFor(courierFixture)].map((rule) => rule.id);
    expect(new Set(Object.values(FAULTS).map((fault) => fault.rule))).toEqual(new Set(all));
  });

  test('have ids of their own', () => {
    const own = rulesFor(pigeonFixture).map((rule) => rule.id);
    expect(new Set(own).size).toBe(own.length);
  });
});
