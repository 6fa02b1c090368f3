import { describe, expect, it } from 'vitest';
import { ACTIONS } from './actions.ts';
import { actionOf } from './keyboard.ts';

const press = (fields: Partial<KeyboardEvent>) =>
  actionOf({
    key: '',
    code: '',
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    isComposing: false,
    ...fields,
  } as KeyboardEvent)?.id;

describe('a key', () => {
  it('is known by where it sits, whatever the layout writes there', () => {
    expect(press({ code: 'KeyE', key: 'e' })).toBe('resolve');
    expect(press({ code: 'KeyE', key: 'у' })).toBe('resolve');
    expect(press({ code: 'KeyE', key: 'ำ' })).toBe('resolve');
  });
  it('is known by its sign where layouts move it', () => {
    expect(press({ code: 'Minus', key: '?', shiftKey: true })).toBe('help');
    expect(press({ code: 'Digit7', key: '/', shiftKey: true })).toBe('search');
  });
  it('with Ctrl or Command is another one', () => {
    expect(press({ code: 'KeyK', key: 'k' })).toBe('previous');
    expect(press({ code: 'KeyK', key: 'k', metaKey: true })).toBe('palette');
    expect(press({ code: 'KeyE', key: 'e', ctrlKey: true })).toBeUndefined();
  });
  it('that an input method uses is nobody else’s', () => {
    expect(press({ code: 'KeyE', key: 'e', isComposing: true })).toBeUndefined();
  });
  it('belongs to one action only', () => {
    const keys = ACTIONS.flatMap(({ keys = [] }) =>
      keys.map(({ code, shift = false, mod = false }) => `${code} ${shift} ${mod}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});
