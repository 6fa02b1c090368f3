import { describe, expect, it } from 'vitest';
import { intentName } from './intent-name.ts';

describe('an intent’s name', () => {
  it.each([
    ['password_reset', 'password_reset'],
    ['  Password  reset! ', 'password_reset'],
    ['Réservation à deux', 'reservation_a_deux'],
    ['Refund_not_showing_up', 'refund_not_showing_up'],
    ['24/7 access', '24_7_access'],
    ['ลืมรหัสผ่าน', null],
    ['__', null],
    ['', null],
  ])('of %j is %j', (text, name) => expect(intentName(text)).toBe(name));

  it('stays within what a table takes', () => {
    expect(intentName('a'.repeat(500))).toHaveLength(80);
    expect(intentName(`${'a'.repeat(79)} b`)).toBe('a'.repeat(79));
  });
});
