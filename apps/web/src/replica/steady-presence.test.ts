import type { PresenceState } from '@frontdesk/core/sync-protocol';
import { LiveValue } from '@frontdesk/sync/client/live';
import type { ConnectionState, SyncStatus } from '@frontdesk/sync/client/sync-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { steadyPresence } from './steady-presence.ts';

const NOBODY: PresenceState = { users: [], typing: [] };
const at = (activity: 'viewing' | 'replying'): PresenceState => ({
  users: [{ userId: 'tom', conversations: [{ conversationId: 'c', activity }] }],
  typing: [],
});
const status = (connection: ConnectionState) => ({ connection }) as SyncStatus;

function world() {
  const source = new LiveValue(NOBODY);
  const connection = new LiveValue(status('live'));
  const steady = steadyPresence(source, connection);
  let told = 0;
  const end = steady.subscribe(() => told++);
  return { source, connection, steady, told: () => told, end };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('who is here', () => {
  it('is shown at once, and a moment longer than is heard of it (rule 124)', () => {
    const { source, steady, end } = world();
    source.set(at('viewing'));
    expect(steady.get()).toEqual(at('viewing'));
    source.set(NOBODY);
    expect(steady.get()).toEqual(at('viewing'));
    vi.advanceTimersByTime(1_600);
    expect(steady.get()).toEqual(NOBODY);
    end();
  });
  it('changes from viewing to replying without being gone between (rule 124)', () => {
    const { source, steady, told, end } = world();
    source.set(at('viewing'));
    source.set(NOBODY);
    source.set(at('replying'));
    expect(steady.get()).toEqual(at('replying'));
    expect(told()).toBe(2);
    vi.advanceTimersByTime(5_000);
    expect(steady.get()).toEqual(at('replying'));
    end();
  });
  it('stays through a drop of 30 seconds, and nobody is told anything (rule 124)', () => {
    const { source, connection, steady, told, end } = world();
    source.set(at('viewing'));
    const before = told();
    source.set(NOBODY);
    connection.set(status('offline'));
    vi.advanceTimersByTime(30_000);
    connection.set(status('connecting'));
    connection.set(status('live'));
    vi.advanceTimersByTime(4_000);
    source.set(at('viewing'));
    vi.advanceTimersByTime(20_000);
    expect(steady.get()).toEqual(at('viewing'));
    expect(told()).toBe(before);
    end();
  });
  it('is not claimed to be for longer than that (rule 124)', () => {
    const { source, connection, steady, end } = world();
    source.set(at('viewing'));
    connection.set(status('offline'));
    vi.advanceTimersByTime(46_000);
    expect(steady.get()).toEqual(NOBODY);
    end();
  });
  it('who did not come back after a drop is gone soon after it (rule 124)', () => {
    const { source, connection, steady, end } = world();
    source.set(at('viewing'));
    source.set(NOBODY);
    connection.set(status('offline'));
    vi.advanceTimersByTime(20_000);
    connection.set(status('live'));
    vi.advanceTimersByTime(10_100);
    expect(steady.get()).toEqual(NOBODY);
    end();
  });
});
