import { describe, expect, it } from 'vitest';
import { compareBuilds } from './build-order.ts';
import {
  nextLeadership,
  startLeadership,
  type Leadership,
  type LeadershipEffect,
  type LeadershipEvent,
} from './leadership.ts';
import type { TabsSaid } from './tabs-said.ts';

/** One worker on a clock of its own. */
class Worker {
  state: Leadership;
  effects: LeadershipEffect[] = [];
  now = 1_000_000;

  constructor(
    options: {
      readonly build?: string;
      readonly visible?: boolean;
      readonly isMeek?: boolean;
    } = {},
  ) {
    const { build = '1.2.0', visible = true, isMeek = false } = options;
    this.state = startLeadership({ id: 'me', build, visible, isMeek }, this.now).state;
  }

  tell(event: LeadershipEvent): this {
    const { state, effects } = nextLeadership(this.state, event, this.now);
    this.state = state;
    this.effects = [...effects];
    return this;
  }

  /** Lets time pass with a tick every two seconds; answers all that was done. */
  wait(ms: number): string[] {
    const done: string[] = [];
    for (let passed = 0; passed < ms; passed += 2_000) {
      this.now += 2_000;
      this.tell({ type: 'tick' });
      done.push(...this.done);
    }
    return done;
  }

  sleep(ms: number): this {
    this.now += ms;
    return this.tell({ type: 'tick' });
  }

  hear(said: TabsSaid): this {
    return this.tell({ type: 'heard', said });
  }

  lead(term = 1): this {
    return this.tell({ type: 'granted' }).tell({ type: 'opened', term });
  }

  get done(): string[] {
    return this.effects.map((one) => (one.type === 'say' ? one.said.op : one.type));
  }
}

const beat = (fields: Partial<Extract<TabsSaid, { op: 'beat' }>> = {}): TabsSaid => ({
  op: 'beat',
  from: 'leader',
  term: 1,
  build: '1.2.0',
  hiddenFor: null,
  ...fields,
});
const ask = (fields: Partial<Extract<TabsSaid, { op: 'ask' }>> = {}): TabsSaid => ({
  op: 'ask',
  from: 'other',
  build: '1.2.0',
  visible: true,
  ...fields,
});

describe('who leads', () => {
  it('rule 130: is who holds the lock; waiting for it has no time-out as long as a leader gives a sign', () => {
    const worker = new Worker();
    for (let minutes = 0; minutes < 600; minutes += 1) {
      expect(worker.wait(10_000)).not.toContain('take_lock');
      worker.hear(beat());
    }
    expect(worker.tell({ type: 'granted' }).done).toEqual(['lead']);
    expect(worker.tell({ type: 'opened', term: 7 }).done).toEqual(['beat', 'leads']);
    expect(worker.wait(4_000)).toEqual(['beat', 'beat']);
  });

  it('rule 131: loses the lock only after 20 s without a sign, to one in view, once a minute at most', () => {
    const worker = new Worker();
    expect(worker.wait(20_000)).not.toContain('take_lock');
    expect(worker.wait(2_000)).toEqual(['stealing', 'take_lock']);
    expect(worker.wait(58_000)).not.toContain('take_lock');
    expect(worker.wait(4_000)).toContain('take_lock');
  });

  it('rule 131: is not robbed by a tab that nobody sees, nor twice by two tabs', () => {
    const unseen = new Worker({ visible: false });
    expect(unseen.wait(300_000)).not.toContain('take_lock');
    expect(unseen.tell({ type: 'seen', visible: true }).done).toEqual(['ask']);
    unseen.hear({ op: 'stealing' });
    expect(unseen.wait(58_000)).not.toContain('take_lock');
  });

  it('rule 131: is asked before it is given up, and its answer counts as a sign', () => {
    const worker = new Worker();
    expect(worker.wait(8_000)).toEqual(['ask']);
    worker.hear(beat());
    expect(worker.wait(6_000)).toEqual([]);
  });

  it('rule 131: is not taken for dead by a worker that was asleep itself', () => {
    const worker = new Worker();
    worker.sleep(3_600_000);
    expect(worker.done).not.toContain('take_lock');
    expect(worker.wait(18_000)).not.toContain('take_lock');
  });

  it('rule 132: makes way once nobody has seen it for 30 s, for a tab in view and for no other', () => {
    const leader = new Worker().lead();
    expect(leader.hear(ask()).done).toEqual(['beat']);
    leader.tell({ type: 'seen', visible: false });
    leader.wait(30_000);
    expect(leader.hear(ask()).done).toEqual(['beat']);
    leader.wait(2_000);
    expect(leader.hear(ask({ visible: false })).done).toEqual(['beat']);
    expect(leader.hear(ask()).effects).toEqual([{ type: 'hand_over', to: 'other' }]);
    expect(leader.hear(ask({ from: 'third' })).done).toEqual([]);
  });

  it('rule 132: is asked to make way by a tab in view as soon as it says that it was hidden for long', () => {
    expect(new Worker().hear(beat({ hiddenFor: 31_000 })).done).toEqual(['ask']);
    expect(new Worker().hear(beat({ hiddenFor: 29_000 })).done).toEqual([]);
    expect(new Worker({ visible: false }).hear(beat({ hiddenFor: 99_000 })).done).toEqual([]);
  });

  it('rule 132: is followed by who is named, and by nobody else', () => {
    expect(new Worker().hear({ op: 'yours', to: 'me' }).done).toEqual(['take_lock']);
    expect(new Worker().hear({ op: 'yours', to: 'other' }).done).toEqual([]);
  });

  it('rule 133: is the newest build: an older leader makes way, hidden or not', () => {
    const leader = new Worker().lead();
    expect(leader.hear(ask({ build: '1.10.0', visible: false })).done).toEqual(['hand_over']);
    expect(new Worker().lead().hear(ask({ build: '1.1.9' })).done).toEqual(['beat']);
    expect(new Worker().hear(beat({ build: '1.1.9' })).done).toEqual(['ask']);
    expect(compareBuilds('0.9.1', '0.10.0')).toBeLessThan(0);
  });

  it('rule 134: whose worker has failed takes the lead from nobody, so that it cannot end everybody again and again', () => {
    const meek = new Worker({ build: '1.3.0', isMeek: true });
    const asked = meek.hear(beat({ hiddenFor: 99_000 })).effects;
    expect(asked).toEqual([{ type: 'say', said: ask({ from: 'me', build: '' }) }]);
    const leader = new Worker().lead();
    leader.tell({ type: 'seen', visible: false }).wait(60_000);
    expect(leader.hear(ask({ build: '' })).done).toEqual(['beat']);
    expect(meek.tell({ type: 'granted' }).done).toEqual(['lead']);
  });

  it('rule 133: a newer leader is told to the tab once, which goes on following', () => {
    const worker = new Worker();
    expect(worker.hear(beat({ build: '1.3.0' })).effects).toEqual([
      { type: 'outdated', build: '1.3.0' },
    ]);
    expect(worker.hear(beat({ build: '1.3.0' })).done).toEqual([]);
  });

  it('rule 130: stands down when the lock is taken from it, or a later term is heard of, and stays down', () => {
    const robbed = new Worker().lead();
    expect(robbed.tell({ type: 'stolen' }).done).toEqual(['stand_down']);
    expect(robbed.tell({ type: 'granted' }).done).toEqual([]);
    const late = new Worker().lead(4);
    expect(late.hear(beat({ term: 4 })).done).toEqual([]);
    expect(late.hear(beat({ term: 5 })).done).toEqual(['stand_down']);
  });

  it('rule 130: looks at its term before anything else when time has passed unnoticed', () => {
    const leader = new Worker().lead();
    expect(leader.sleep(60_000).done).toEqual(['check', 'beat']);
    expect(leader.sleep(2_000).done).toEqual(['beat']);
  });
});
