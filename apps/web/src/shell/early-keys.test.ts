import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EarlyKeys } from './early-keys.ts';

const BODY = {};
beforeEach(() => vi.stubGlobal('document', { body: BODY }));
afterEach(() => vi.unstubAllGlobals());

function press(key: string, more: Partial<KeyboardEvent> = {}) {
  const event = {
    key,
    code: `Key${key.toUpperCase()}`,
    target: BODY,
    defaultPrevented: false,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    ...more,
    preventDefault: () => void (event.defaultPrevented = true),
  };
  return event as unknown as KeyboardEvent;
}

function keyboard() {
  const done: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const keys = new EarlyKeys(async () => {
    await promise;
    return ({ key }, isTaken) => void done.push(isTaken ? `(${key})` : key);
  });
  return { keys, done, arrive: resolve };
}

describe('keys that are pressed before it is known what they do', () => {
  it('are done in order once it is, and those after them at once', async () => {
    const { keys, done, arrive } = keyboard();
    for (const key of ['j', 'j', 'e']) keys.listen(press(key));
    expect(done).toEqual([]);
    arrive();
    await keys.load();
    expect(done).toEqual(['j', 'j', 'e']);
    keys.listen(press('k'));
    expect(done.at(-1)).toBe('k');
  });

  it('are not left to the browser where they are ours, and are not taken for done by that', async () => {
    const { keys, done, arrive } = keyboard();
    const [letter, palette, print] = [
      press('/'),
      press('k', { ctrlKey: true }),
      press('p', { ctrlKey: true }),
    ];
    const typed = press('a', { target: {} as EventTarget });
    const taken = press('x', { defaultPrevented: true });
    for (const event of [letter, palette, print, typed, taken]) keys.listen(event);
    expect([letter, palette, print, typed].map((event) => event.defaultPrevented)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    arrive();
    await keys.load();
    expect(done).toEqual(['/', 'k', 'p', 'a', '(x)']);
  });

  it('do nothing for who has left', async () => {
    const { keys, done, arrive } = keyboard();
    keys.listen(press('e'));
    keys.end();
    arrive();
    await keys.load();
    expect(done).toEqual([]);
  });
});
