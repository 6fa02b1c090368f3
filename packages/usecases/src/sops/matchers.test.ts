import { newId } from '@frontdesk/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../mutation-handler.ts';
import { Desk } from '../testing/desk.ts';

let desk: Desk;
let manager: Actor;

beforeAll(async () => {
  desk = await Desk.open();
  manager = await desk.member('MANAGER');
});
afterAll(() => desk.close());

const READING = { intent: null, confidence: 0, alternatives: [], unsure: true };

async function matched(text: string): Promise<string[]> {
  const matcher = await desk.deps.matchers.of(desk.organizationId);
  return matcher.match(text, READING).map(({ sopId }) => sopId);
}

async function create(keyword: string): Promise<string> {
  const sopId = newId();
  await desk.mutate(manager, 'sop.create', {
    sopId,
    title: `About the ${keyword}`,
    intentId: null,
    keywords: [keyword],
    steps: [],
    actions: [],
    priority: 0,
    enabled: true,
    autonomy: 'suggest',
    minutesSaved: 5,
  });
  return sopId;
}

describe('the matcher of an organization', () => {
  it('knows a procedure that has taken the place of another', async () => {
    const locker = await create('locker');
    expect(await matched('my locker is stuck')).toEqual([locker]);
    await desk.mutate(manager, 'sop.delete', { sopId: locker });
    const sauna = await create('sauna');
    expect(await matched('is the sauna open')).toEqual([sauna]);
    expect(await matched('my locker is stuck')).toEqual([]);
  });

  it('knows what a procedure has become', async () => {
    const sopId = await create('kayak');
    expect(await matched('my kayak has a hole')).toEqual([sopId]);
    await desk.mutate(manager, 'sop.update', { sopId, title: 'About boats', keywords: ['canoe'] });
    expect(await matched('a canoe please')).toEqual([sopId]);
  });

  it('goes by the first of a procedure’s steps: thousands of long ones would hold everybody up', async () => {
    const sopId = await create('fjord');
    const filler = Array.from({ length: 5 }, () => 'and so on '.repeat(50));
    const steps = ['Bring a paddle.', ...filler, 'Bring a harpoon.'];
    await desk.mutate(manager, 'sop.update', { sopId, steps });
    expect(await matched('what about the paddle')).toEqual([sopId]);
    expect(await matched('what about the harpoon')).toEqual([]);
  });
});
