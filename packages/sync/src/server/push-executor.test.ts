import { describe, expect, it } from 'vitest';
import { POISON_FAILURES, PoisonLedger } from './poison-ledger.ts';
import { type PushState, decidePush, dependencyFailed } from './push-executor.ts';

const recorded = (mid: number, uid: string, replicaId = 'replica') => ({
  replicaId,
  result: { mid, uid, status: 'applied' as const },
});
const state = (fields: Partial<PushState>): PushState => ({
  lastMid: undefined,
  atMid: undefined,
  atUid: undefined,
  ...fields,
});

describe('a pushed mutation', () => {
  it('runs when it is the first of a new replica', () => {
    expect(decidePush(state({}), { mid: 1, uid: 'u' })).toEqual({ kind: 'run' });
  });
  it('runs when it is next in line', () => {
    expect(decidePush(state({ lastMid: 4 }), { mid: 5, uid: 'u' })).toEqual({ kind: 'run' });
  });
  it('is answered from the record when it was consumed before (I4)', () => {
    const atMid = recorded(3, 'u');
    expect(decidePush(state({ lastMid: 4, atMid, atUid: atMid }), { mid: 3, uid: 'u' })).toEqual({
      kind: 'answer',
      result: atMid.result,
    });
  });
  it('shows a forked replica when its mid holds another uid (rule 2)', () => {
    const atMid = recorded(3, 'other');
    expect(decidePush(state({ lastMid: 4, atMid }), { mid: 3, uid: 'u' })).toEqual({
      kind: 'forked',
    });
  });
  it('takes the result that its uid has, whatever the replica (rule 2)', () => {
    const atUid = recorded(9, 'u', 'other');
    expect(decidePush(state({ lastMid: 4, atUid }), { mid: 5, uid: 'u' })).toEqual({
      kind: 'adopt',
      result: { mid: 5, uid: 'u', status: 'applied' },
    });
  });
  it('is asked for again from the next in line after a gap', () => {
    expect(decidePush(state({ lastMid: 4 }), { mid: 7, uid: 'u' })).toEqual({
      kind: 'gap',
      resendFrom: 5,
    });
  });
  it('of a forgotten replica is renumbered (rule 26)', () => {
    expect(decidePush(state({}), { mid: 7, uid: 'u' })).toEqual({ kind: 'forked' });
  });
  it('fails with what it depends on (rule 11)', () => {
    expect(dependencyFailed([{ mid: 1, uid: 'u', status: 'applied' }])).toBe(false);
    expect(dependencyFailed([{ mid: 1, uid: 'u', status: 'needs_look' }])).toBe(false);
    expect(dependencyFailed([{ mid: 1, uid: 'u', status: 'rejected' }])).toBe(true);
    expect(dependencyFailed([{ mid: 1, uid: 'u', status: 'quarantined' }])).toBe(true);
  });
});

describe('rule 13: a mutation that fails', () => {
  it('is set aside once others went through after each of its failures', () => {
    const ledger = new PoisonLedger();
    const answers = [];
    for (let n = 0; n <= POISON_FAILURES; n++) {
      answers.push(ledger.failed('w', 'poison'));
      ledger.committed('w', `other-${n}`);
    }
    expect(answers).toEqual([false, false, false, false, false, true]);
  });
  it('is never set aside while nothing of its workspace goes through', () => {
    const ledger = new PoisonLedger();
    for (let n = 0; n < 100; n++) {
      expect(ledger.failed('w', 'innocent')).toBe(false);
      ledger.committed('elsewhere', `other-${n}`);
    }
  });
  it('starts anew after it went through', () => {
    const ledger = new PoisonLedger();
    for (let n = 0; n < POISON_FAILURES; n++) {
      ledger.failed('w', 'u');
      ledger.committed('w', 'other');
    }
    ledger.committed('w', 'u');
    expect(ledger.failed('w', 'u')).toBe(false);
  });
});
