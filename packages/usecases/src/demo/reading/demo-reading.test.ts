import { HIGHEST_AUTONOMY } from '@frontdesk/core/sops/actions';
import { renderTemplate } from '@frontdesk/core/sops/template';
import { describe, expect, it } from 'vitest';
import { DEMO_PEOPLE } from '../cast.ts';
import { DEMO_INTENTS } from './demo-intents.ts';
import { DEMO_WEBHOOKS } from './demo-sop.ts';
import { DEMO_SOPS } from './demo-sops.ts';

const ADA = {
  'contact.name': 'Ada Byron',
  'contact.firstName': 'Ada',
  'contact.email': 'ada@mail.example',
};
const actions = DEMO_SOPS.flatMap((sop) => sop.actions);

describe('the demo’s intents', () => {
  it('are twelve, with 40 to 60 examples each, all different', () => {
    expect(DEMO_INTENTS).toHaveLength(12);
    for (const { name, examples } of DEMO_INTENTS) {
      expect(examples.length, name).toBeGreaterThanOrEqual(40);
      expect(examples.length, name).toBeLessThanOrEqual(60);
    }
    const all = DEMO_INTENTS.flatMap(({ examples }) => examples);
    expect(new Set(all).size).toBe(all.length);
  });

  it('have names that programs can use', () => {
    for (const { name } of DEMO_INTENTS) expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(new Set(DEMO_INTENTS.map(({ name }) => name)).size).toBe(DEMO_INTENTS.length);
  });
});

describe('the demo’s procedures', () => {
  it('are 25, and every intent has one at least', () => {
    expect(DEMO_SOPS).toHaveLength(25);
    expect(new Set(DEMO_SOPS.map((sop) => sop.key)).size).toBe(25);
    expect(new Set(DEMO_SOPS.map((sop) => sop.intent))).toEqual(
      new Set(DEMO_INTENTS.map(({ name }) => name)),
    );
  });

  it('have three to six steps and at least one action', () => {
    for (const { key, steps, actions } of DEMO_SOPS) {
      expect(steps.length, key).toBeGreaterThanOrEqual(3);
      expect(steps.length, key).toBeLessThanOrEqual(6);
      expect(actions.length, key).toBeGreaterThan(0);
    }
  });

  it('show every autonomy and every kind of action', () => {
    expect(new Set(DEMO_SOPS.map((sop) => sop.autonomy)).size).toBe(4);
    expect(new Set(actions.map(({ type }) => type))).toEqual(
      new Set(Object.keys(HIGHEST_AUTONOMY)),
    );
  });

  it('write replies whose variables an ordinary contact can fill', () => {
    for (const action of actions) {
      if (action.type !== 'send_reply') continue;
      expect(renderTemplate(action.text, ADA).missing, action.text).toEqual([]);
    }
  });

  it('name people and systems that are there', () => {
    const people = new Set(DEMO_PEOPLE.map(({ email }) => email));
    for (const action of actions) {
      if ('person' in action) expect(people).toContain(action.person);
      if ('webhook' in action) expect(DEMO_WEBHOOKS).toContain(action.webhook);
    }
  });
});
