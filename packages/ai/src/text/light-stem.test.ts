import { expect, it } from 'vitest';
import { lightStem } from './light-stem.ts';

it.each([
  ['booking', 'bookings', 'booked', 'book'],
  ['stop', 'stops', 'stopped', 'stopping'],
  ['move', 'moved', 'moves', 'moving'],
  ['cancel', 'cancels', 'cancelar', 'cancelen'],
  ['charge', 'charged', 'charging', 'charges'],
  ['party', 'parties'],
  ['glass', 'glasses'],
  ['reserva', 'reservar', 'reservas'],
  ['buchen', 'bucha'],
])('one stem for %s, %s …', (...words) => {
  expect(new Set(words.map(lightStem)).size).toBe(1);
});

it.each([
  ['car', 'care'],
  ['charge', 'charger'],
  ['bring', 'bra'],
  ['bus', 'bu'],
  ['เพลง', 'เพลงๆ'],
])('%s is not %s', (one, other) => {
  expect(lightStem(one)).not.toBe(lightStem(other));
});
