import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../client/testing/virtual-clock.ts';
import { LeaderPort } from './leader-port.ts';
import type { PortFrame } from './port-frame.ts';
import type { ToEngine, ToTab } from './tab-protocol.ts';
import { TabPort } from './tab-port.ts';
import type { Wire } from './wire.ts';

/** Both ends of a channel in memory; `cut` lets nothing through any more, as when an end is gone. */
class Channel {
  isCut = false;
  readonly near: Wire<PortFrame>;
  readonly far: Wire<PortFrame>;

  constructor() {
    const listeners: { near?: (frame: PortFrame) => void; far?: (frame: PortFrame) => void } = {};
    const end = (own: 'near' | 'far', other: 'near' | 'far'): Wire<PortFrame> => ({
      say: (frame) => {
        if (!this.isCut) listeners[other]?.(frame);
      },
      hear: (listener) => {
        listeners[own] = listener;
      },
      close: () => {
        this.isCut = true;
      },
    });
    this.near = end('near', 'far');
    this.far = end('far', 'near');
  }
}

const RETRY: ToEngine = { type: 'retry' };
const DONE: ToTab = { type: 'attached', term: 1, build: 'b' };

let clock: VirtualClock;
let channel: Channel;
let told: string[];
let tab: TabPort;

beforeEach(() => {
  clock = new VirtualClock(() => 0.5);
  channel = new Channel();
  told = [];
  tab = new TabPort(channel.near, clock, {
    opened: (term) => told.push(`opened ${term}`),
    lost: () => told.push('lost'),
    said: ({ type }) => told.push(type),
  });
});

function lead(): { readonly port: LeaderPort; readonly heard: string[] } {
  const port = new LeaderPort(channel.far, 3);
  const heard: string[] = [];
  port.listen(({ type }) => heard.push(type));
  return { port, heard };
}

describe('a channel between a tab and the leader', () => {
  it('rule 135: is of use once the leader has taken it, and carries what both say', () => {
    const { port, heard } = lead();
    const answers: string[] = [];
    port.post(DONE);
    tab.listen(({ type }) => answers.push(type));
    tab.post(RETRY);
    expect([told, heard, answers]).toEqual([['opened 3', 'retry'], ['retry'], ['attached']]);
  });

  it('rule 135: counts as lost when nothing answers what was said, not even a sign of life, in less than 3 s', () => {
    lead();
    const began = clock.now();
    channel.isCut = true;
    tab.post(RETRY);
    clock.advance();
    expect(told).not.toContain('lost');
    clock.advance();
    expect(told.filter((one) => one === 'lost')).toHaveLength(1);
    expect(clock.now() - began).toBeLessThan(3_000);
  });

  it('rule 135: is kept when the leader has nothing to answer but is there', () => {
    lead();
    tab.post(RETRY);
    for (let at = 0; at < 4; at += 1) clock.advance();
    expect(told).not.toContain('lost');
  });

  it('rule 135: ends at both ends when either says so', () => {
    const { port, heard } = lead();
    tab.close();
    expect(heard).toEqual(['leave']);
    expect(told).not.toContain('lost');
    port.post(DONE);
    port.gone();
    expect(heard).toEqual(['leave']);
  });

  it('rule 135: is asked for anew at once when the leader goes', () => {
    lead().port.close();
    expect(told).toEqual(['opened 3', 'lost']);
  });
});
