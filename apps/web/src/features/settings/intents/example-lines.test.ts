import { expect, it } from 'vitest';
import { fromLines, mergeLines, toLines } from './example-lines.ts';

it('an example of several lines stands in one', () => {
  expect(toLines(['Hello\n\nmy password', 'Reset'])).toBe('Hello my password\nReset');
});

it('empty lines and repetitions are not sent', () => {
  expect(fromLines('Reset\n\n reset \nForgot it\nReset')).toEqual({
    texts: ['Reset', 'Forgot it'],
    repeated: 2,
  });
});

it('what a colleague has added or taken away meanwhile is kept so', () => {
  const merged = mergeLines(['a', 'b'], ['a', 'b', 'mine'], ['b', 'theirs', 'Mine']);
  expect(merged).toEqual(['b', 'mine', 'theirs']);
});
