import { describe, expect, it } from 'vitest';
import { MATCHES_FROM, type MatchableSop, SopMatcher } from './sop-matcher.ts';

const sop = (id: string, texts: Partial<MatchableSop>): MatchableSop => ({
  id,
  title: id,
  intent: null,
  keywords: [],
  steps: [],
  priority: 0,
  ...texts,
});

const SOPS: readonly MatchableSop[] = [
  sop('reset', {
    title: 'TrackMan password reset',
    intent: 'password_reset',
    keywords: ['password', 'reset link', 'trackman'],
    steps: ['Send the link to the address on file.'],
  }),
  sop('move', { title: 'Move a booking', intent: 'booking', keywords: ['reschedule'] }),
  sop('cancel', { title: 'Cancel a booking', intent: 'booking', keywords: ['cancel', 'refund'] }),
  sop('door', { title: 'Door does not open', intent: 'door', keywords: ['door code', 'keypad'] }),
  sop('hours', { title: 'Opening hours', intent: 'hours', keywords: ['open', 'holiday'] }),
  sop('parking', { title: 'Parking', intent: null, keywords: ['parking', 'car'] }),
];
const matcher = new SopMatcher(SOPS);

type Read = Parameters<SopMatcher['match']>[1];

const UNREAD: Read = { intent: null, confidence: 0, alternatives: [], unsure: true };
const read = (intent: string, confidence: number, unsure = false): Read => ({
  intent,
  confidence,
  alternatives: [],
  unsure,
});
const best = (text: string, reading = UNREAD) => matcher.match(text, reading)[0];

describe('a procedure is found', () => {
  it('by the words that it shares with the message, without any reading', () => {
    expect(best('Could you send the reset link for my trackman password?')).toMatchObject({
      sopId: 'reset',
      intentMatched: false,
    });
  });

  it('by the reading alone, where an intent has a single procedure', () => {
    const match = best('qwxz vbnm', read('door', 0.97));
    expect(match).toMatchObject({ sopId: 'door', intentMatched: true, terms: [] });
    expect(match?.score).toBeGreaterThanOrEqual(MATCHES_FROM);
  });

  it('by its words among those of the same intent', () => {
    expect(best('please reschedule us', read('booking', 0.9))?.sopId).toBe('move');
    expect(best('I must cancel', read('booking', 0.9))?.sopId).toBe('cancel');
  });

  it.each([
    ['He olvidado mi contraseña de TrackMan', 'reset'],
    ['ลืมรหัสผ่าน TrackMan ค่ะ', 'reset'],
    ['パスワードを忘れました', 'reset'],
    ['Ich möchte die Buchung stornieren', 'cancel'],
    ['Où est le parking ? Nous venons en voiture', 'parking'],
    ['ｔｒａｃｋｍａｎ ＰＡＳＳＷＯＲＤ', 'reset'],
    ['my pаsswоrd fоr trаckmаn', 'reset'],
    ['pass\u200bword for track\u200bman', 'reset'],
  ])('in another language or disguise: %j → %s', (text, id) => {
    expect(best(text)?.sopId).toBe(id);
  });

  it('whether words are inflected, hyphenated or written as one', () => {
    const wifi = new SopMatcher([...SOPS, sop('wifi', { keywords: ['Wi-Fi', 'check-in'] })]);
    for (const text of ['the wifi', 'the wi fi', 'checkin?', 'check in?'])
      expect(wifi.match(text, UNREAD)[0]?.sopId, text).toBe('wifi');
    expect(best('rescheduling our bookings', UNREAD)?.sopId).toBe('move');
  });
});

describe('no procedure fits', () => {
  it.each(['thanks!', '👍', '', '   ', '???', 'ok see you then', 'haha good one'])('%j', (text) => {
    expect(best(text)?.score ?? 0).toBeLessThan(MATCHES_FROM);
  });

  it('where the reader is unsure and the words say nothing', () => {
    const sure = best('qwxz', read('door', 0.6))?.score ?? 0;
    const unsure = best('qwxz', read('door', 0.6, true))?.score ?? 0;
    expect(unsure).toBeLessThan(sure);
    expect(unsure).toBeLessThan(MATCHES_FROM);
  });

  it('where an intent has several and nothing tells which', () => {
    expect(best('qwxz', read('booking', 0.7))?.score).toBeLessThan(MATCHES_FROM);
  });

  it('where there are none at all', () => {
    expect(new SopMatcher([]).match('password', UNREAD)).toEqual([]);
  });
});

describe('the order', () => {
  const twin = (id: string, priority: number) =>
    sop(id, { title: 'Towels', keywords: ['towel', 'fresh towels'], priority });

  it('is by priority where two fit alike, and by fit where they do not', () => {
    const twins = new SopMatcher([twin('low', 1), twin('high', 9), ...SOPS]);
    expect(twins.match('fresh towels please', UNREAD, 2).map(({ sopId }) => sopId)).toEqual([
      'high',
      'low',
    ]);
    const eager = new SopMatcher([...SOPS, sop('eager', { title: 'Anything', priority: 99 })]);
    expect(eager.match('password reset link', UNREAD)[0]?.sopId).toBe('reset');
  });

  it('holds no more than asked for', () => {
    expect(matcher.match('cancel our booking', UNREAD, 1)).toHaveLength(1);
    expect(matcher.match('cancel our booking', UNREAD, 0)).toEqual([]);
  });

  it('gives scores between 0 and 1, falling but for near ties', () => {
    const scores = matcher
      .match('cancel the door booking', read('booking', 0.5))
      .map((m) => m.score);
    scores.forEach((score, at) => {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThan(1);
      expect(score).toBeLessThanOrEqual((scores[at - 1] ?? 1) + 0.03);
    });
  });
});

describe('the reason', () => {
  it('names the reading and the words', () => {
    expect(best('The reset link for TrackMan?', read('password_reset', 0.94))?.because).toBe(
      'Read as “password reset” (94 %), and it mentions “reset link” and “trackman”.',
    );
  });

  it('says when the reader is not sure, had something else in mind, or knew nothing', () => {
    expect(best('keypad', read('door', 0.4, true))?.because).toBe(
      'Perhaps “door” (40 %), and it mentions “keypad”.',
    );
    const other = {
      ...read('booking', 0.5),
      alternatives: [{ intent: 'door', confidence: 0.3 }],
    };
    expect(best('the keypad is dark, no door code', other)?.because).toMatch(
      /^Could also be “door” \(30 %\), and it mentions /,
    );
    expect(best('parking')?.because).toBe('It mentions “parking”.');
  });

  it('never says that it is certain', () => {
    expect(best('keypad', read('door', 1))?.because).toContain('(99 %)');
  });

  it('quotes three short terms of a message at most', () => {
    const text = `password reset link trackman ${'x'.repeat(500)} secret-4711`;
    const because = best(text)?.because ?? '';
    expect(because.match(/“/g)?.length).toBeLessThanOrEqual(3);
    expect(because).not.toContain('4711');
    expect(because.length).toBeLessThan(200);
  });
});

it('a message of a million characters takes no longer than its readable part', () => {
  const long = `password ${'reset link '.repeat(100_000)}`;
  expect(best(long)?.sopId).toBe('reset');
});
