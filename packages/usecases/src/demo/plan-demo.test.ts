import { describe, expect, it } from 'vitest';
import { DEMO_INBOXES, DEMO_PEOPLE } from './cast.ts';
import { planDemo } from './plan-demo.ts';

const NOW = Date.UTC(2026, 10, 20, 14, 2);
const plan = planDemo(NOW);
const messages = plan.conversations.flatMap((c) =>
  c.timeline.items.filter((i) => i.kind === 'message'),
);

describe('the demo workspace', () => {
  it('is the same every time it is planned for the same moment', () => {
    expect(planDemo(NOW)).toEqual(plan);
  });

  it('has about 400 contacts, 600 conversations and thousands of messages', () => {
    expect(plan.customers).toHaveLength(400);
    expect(plan.conversations.length).toBeGreaterThan(550);
    expect(messages.length).toBeGreaterThan(4_500);
  });

  it('speaks several languages and uses every inbox', () => {
    expect(new Set(plan.customers.map((c) => c.language)).size).toBe(7);
    expect(new Set(plan.conversations.map((c) => c.inbox))).toEqual(
      new Set(DEMO_INBOXES.map((i) => i.key)),
    );
  });

  it('lies in the past, in order, within sixty days', () => {
    for (const { timeline } of plan.conversations) {
      const times = timeline.items.map((i) => i.at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(Math.max(...times)).toBeLessThanOrEqual(NOW);
      expect(Math.min(...times)).toBeGreaterThan(NOW - 62 * 86_400_000);
    }
  });

  it('fills every blank', () => {
    for (const m of messages) expect(m.kind === 'message' && m.text).not.toMatch(/[{}]/);
  });

  it('gives work only to people who are there', () => {
    const people = new Set(DEMO_PEOPLE.map((p) => p.email));
    for (const c of plan.conversations) if (c.assignee) expect(people).toContain(c.assignee);
  });

  it('names only reserved telephone numbers and one conversation per customer and inbox', () => {
    for (const c of plan.customers) expect(c.phone).toMatch(/^\+1\d{3}55501\d\d$/);
    expect(new Set(plan.customers.map((c) => c.phone)).size).toBe(plan.customers.length);
    const pairs = plan.conversations.map((c) => `${c.customer}/${c.inbox}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });
});
