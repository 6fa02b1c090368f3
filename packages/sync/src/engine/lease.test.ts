import { beforeEach, describe, expect, it } from 'vitest';
import { SessionDriver as Driver } from '../client/testing/session-driver.ts';
import { placeOf } from './restore.ts';

const HOUR_MS = 3_600_000;

let session: Driver;
beforeEach(() => {
  session = new Driver();
});

describe('rule 51: the lease', () => {
  const DAY_MS = 24 * HOUR_MS;

  it('is over 14 days after the last contact, and comes back when the replica is current', () => {
    session.live().send({ type: 'closed' });
    session.now += 14 * DAY_MS - 1;
    session.send({ type: 'tick' });
    expect(session.state.isLocked).toBe(false);
    session.now += 1;
    session.send({ type: 'tick' });
    expect(session.state.isLocked).toBe(true);
    session.send({ type: 'closed' }).wait().send({ type: 'opened' }).welcome({ head: 14 });
    expect(session.state.isLocked).toBe(true);
    session.delta(10, 14);
    expect(session.state.isLocked).toBe(false);
  });

  it('runs on while nothing is open', () => {
    session.live();
    const place = placeOf(session.state);
    const now = session.now + 14 * DAY_MS;
    expect(new Driver({ store: { place, settled: [] }, now }).state.isLocked).toBe(true);
  });

  it('is kept every ten minutes while connected, though nobody says anything', () => {
    session.live();
    session.now += 10 * 60_000;
    session.send({ type: 'tick' });
    expect(session.kinds).toEqual(['keep_place']);
    expect(session.state.contactAt).toBe(session.now);
  });
});
