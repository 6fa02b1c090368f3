import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../client/testing/virtual-clock.ts';
import { LeaderFinder } from './leader-finder.ts';
import { LeaderPort } from './leader-port.ts';
import type { TabsSaid } from './tabs-said.ts';
import { wireOver } from './wire.ts';

let clock: VirtualClock;
let finder: LeaderFinder;
let hear: (said: TabsSaid) => void;
/** Where channels were offered, in order. */
let offered: string[];
/** What this page's own worker was handed. */
let handed: MessagePort[];
let followed: number;

beforeEach(() => {
  clock = new VirtualClock(() => 0.5);
  offered = [];
  handed = [];
  followed = 0;
  finder = new LeaderFinder({
    clock,
    tab: 'this-tab',
    tabs: {
      say: ({ op }) => offered.push(op),
      hear: (listener) => {
        hear = listener;
      },
      close: () => undefined,
    },
    switchboard: null,
    isAlone: false,
    passToOwn: (_, port) => {
      offered.push('own');
      handed.push(port);
    },
    said: () => undefined,
  });
  return () => finder.pause();
});

const follow = (): void =>
  finder.follow(() => {
    followed += 1;
  });

/** This page's worker takes the last channel that it was handed. */
async function takeOwn(term: number): Promise<void> {
  const before = followed;
  const port = new LeaderPort(wireOver(handed.at(-1)!), term);
  while (followed === before) await new Promise((resolve) => setImmediate(resolve));
  port.listen(() => undefined);
}

describe('a page that looks for its leader', () => {
  it('rule 135: asks nobody before its tab follows, and again each second until a channel is taken', () => {
    hear({ op: 'leads', term: 1 });
    expect(offered).toEqual([]);
    follow();
    clock.advance();
    clock.advance();
    expect(offered).toEqual(['want', 'want', 'want']);
    expect(followed).toBe(0);
  });

  it('rule 135: goes to its own worker when that leads, and stays there while nobody leads after it', async () => {
    follow();
    finder.own(1);
    await takeOwn(1);
    hear({ op: 'leads', term: 1 });
    expect(offered).toEqual(['want', 'own']);
  });

  it('rule 135: does not wait for its own worker when another leads after it, as when that ended without a word', async () => {
    follow();
    finder.own(1);
    await takeOwn(1);
    hear({ op: 'leads', term: 2 });
    clock.advance();
    expect(offered).toEqual(['want', 'own', 'want', 'want']);
  });

  it('rule 134: is asked for nothing while the page stands still, and looks anew when it goes on', () => {
    follow();
    finder.pause();
    hear({ op: 'leads', term: 2 });
    expect(offered).toEqual(['want']);
    finder.resume();
    expect(offered).toEqual(['want', 'want']);
  });
});
