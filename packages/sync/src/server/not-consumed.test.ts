import { describe, expect, it } from 'vitest';
import { toldOf } from './not-consumed.ts';

describe('a push that is not consumed', () => {
  it('is answered with what is to be sent next, and when', () => {
    expect(toldOf({ kind: 'gap', resendFrom: 4 }, 9)).toEqual({
      pushed: { lastMid: 3, resendFrom: 4 },
    });
    expect(toldOf({ kind: 'forked' }, 9)).toEqual({ pushed: { lastMid: 9, forked: true } });
    expect(toldOf({ kind: 'retry', afterMs: 500 }, 9)).toEqual({
      pushed: { lastMid: 9, retryAfter: 500 },
    });
  });

  it('ends the connection of who may not push, or is of another release', () => {
    expect(toldOf({ kind: 'signed_out' }, 9)).toEqual({ goaway: 'revoked' });
    expect(toldOf({ kind: 'wrong_user' }, 9)).toEqual({ goaway: 'wrong_user' });
    expect(toldOf({ kind: 'upgrade' }, 9)).toEqual({ goaway: 'upgrade' });
  });
});
