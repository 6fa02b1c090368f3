import type { PresenceState } from '@frontdesk/core/sync-protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryBus } from '../testing/memory-bus.ts';
import { PresenceHub } from './presence-hub.ts';

let hub: PresenceHub;
let published: number;

beforeEach(() => {
  vi.useFakeTimers();
  published = 0;
  const bus = new MemoryBus();
  bus.subscribe('presence', () => void (published += 1));
  hub = new PresenceHub(bus, Date.now);
});
afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

const place = (conversationId: string) =>
  ({ conversationId, inboxId: 'i', activity: 'viewing' }) as const;
const device = (workspaceId: string, n: number) => ({
  workspaceId,
  id: `${workspaceId} device ${n}`,
  userId: `user ${n}`,
});

/** Somebody in a workspace, and the states that they were shown. */
function watch(workspaceId: string): PresenceState[] {
  const shown: PresenceState[] = [];
  const held = new Set(['i']);
  hub.watch({ workspaceId, held: () => held, show: (state) => shown.push(state) });
  return shown;
}

describe('presence of many (rule 36)', () => {
  it('of 10,000 devices in 100 workspaces: a move concerns its workspace alone, and one word to the other gateways', () => {
    const watchers = Array.from({ length: 100 }, (_, w) => watch(`w${w}`));
    for (let w = 0; w < 100; w += 1)
      for (let n = 0; n < 100; n += 1) hub.say(device(`w${w}`, n), place(`c${n}`));
    vi.advanceTimersByTime(500);
    expect(watchers.map(({ length }) => length)).toEqual(watchers.map(() => 1));
    const before = published;
    hub.say(device('w7', 3), place('elsewhere'));
    vi.advanceTimersByTime(500);
    expect(watchers.map(({ length }) => length)).toEqual(watchers.map((_, w) => (w === 7 ? 2 : 1)));
    expect(published - before).toBe(1);
  });

  it('is told at most twice a second, and less often where many are shown many', () => {
    const [few, many] = [watch('few'), Array.from({ length: 500 }, () => watch('many'))];
    for (let n = 0; n < 500; n += 1) hub.say(device('many', n), place('c'));
    hub.say(device('few', 0), place('c'));
    vi.advanceTimersByTime(500);
    for (let step = 0; step < 40; step += 1) {
      hub.say(device('many', step), place(`c${step}`));
      hub.say(device('few', 0), place(`c${step}`));
      vi.advanceTimersByTime(250);
    }
    expect(few.length).toBeLessThanOrEqual(21);
    expect(few.length).toBeGreaterThan(18);
    const [one = []] = many;
    expect(one.length).toBeLessThanOrEqual(8);
    expect(one.length).toBeGreaterThan(4);
    expect(one.at(-1)?.users).toHaveLength(500);
  });

  it('that somebody is shown who has just come does not wait', () => {
    for (let n = 0; n < 300; n += 1) watch('w');
    for (let n = 0; n < 300; n += 1) hub.say(device('w', n), place('c'));
    vi.advanceTimersByTime(500);
    const late = watch('w');
    vi.advanceTimersByTime(500);
    expect(late).toHaveLength(1);
  });
});
