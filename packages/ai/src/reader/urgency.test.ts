import { describe, expect, it } from 'vitest';
import { urgencyOf } from './urgency.ts';

describe('urgency', () => {
  it.each([
    'We are locked out, please help',
    'I need this ASAP',
    'URGENT: water is flooding the room',
    'call me right now!',
    'my card was stolen',
    'Estamos encerrados, ayuda',
    'C’est une urgence',
    'Wir sind ausgesperrt, bitte sofort kommen',
    'Siamo chiusi fuori',
    'É uma emergência',
    'We zijn buitengesloten',
    'Это срочно!',
    'ด่วนมากค่ะ',
    '至急お願いします',
    '马上处理',
    'الأمر عاجل',
  ])('is URGENT in %j', (text) => {
    expect(urgencyOf(text)).toBe('URGENT');
  });

  it.each([
    'I still cannot log in',
    "it doesn't work",
    'this is unacceptable',
    'Das funktioniert nicht',
    'where is my order???!!',
    'WHERE IS MY ORDER PLEASE',
    'не работает',
  ])('is HIGH in %j', (text) => {
    expect(urgencyOf(text)).toBe('HIGH');
  });

  it.each([
    'no rush, whenever you can',
    'this is not urgent',
    'Thanks, that was quick!',
    'pas urgent',
    'Ist nicht dringend',
    'спасибо',
    'ありがとう',
    'THANK YOU SO MUCH!!',
  ])('is LOW in %j', (text) => {
    expect(urgencyOf(text)).toBe('LOW');
  });

  it.each([
    '',
    'when do you open?',
    'is bay 3 free today?',
    'Thanks, but when will my order arrive?',
    'NASA USB PDF',
    'Can I change my booking from Friday to Saturday',
    'what is your brand of coffee',
  ])('is NORMAL in %j', (text) => {
    expect(urgencyOf(text)).toBe('NORMAL');
  });

  it('rises with shouting', () => {
    expect(urgencyOf('THE DOOR DOES NOT WORK!!!')).toBe('URGENT');
  });
});
