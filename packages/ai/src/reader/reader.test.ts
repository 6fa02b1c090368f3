import { describe, expect, it } from 'vitest';
import { ModelUnreadable } from './model-file.ts';
import { Reader } from './reader.ts';
import { type Example, trainReader } from './train-reader.ts';

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  'password.reset': [
    'I forgot my password',
    'How do I reset my password?',
    'my password does not work any more',
    'please send me a link to reset the password',
    'cannot log in, forgot password',
    'I need a new password',
  ],
  'booking.cancel': [
    'I want to cancel my booking',
    'please cancel our reservation for Friday',
    'we cannot come, cancel it',
    'can I cancel the booking for tonight?',
    'cancel my reservation please',
    'I have to cancel, my friend is ill',
  ],
  'opening.hours': [
    'when do you open?',
    'are you open on Sunday?',
    'what are your opening hours',
    'until when are you open today',
    'what time do you close',
    'opening hours on holidays?',
  ],
};

const EXAMPLES: readonly Example[] = Object.entries(TEXTS).flatMap(([intent, texts]) =>
  texts.map((text) => ({ intent, text })),
);

const readerOf = (examples: readonly Example[]): Reader => Reader.load(trainReader(examples).bytes);

describe('a trained reader', () => {
  const reader = readerOf(EXAMPLES);

  it('reads texts that it has not seen', () => {
    expect(reader.read('forgot the password again').intent).toBe('password.reset');
    expect(reader.read('could you cancel our booking on Saturday').intent).toBe('booking.cancel');
    expect(reader.read('do you open on Mondays').intent).toBe('opening.hours');
  });

  it('names the next best intents, best first', () => {
    const { confidence, alternatives } = reader.read('cancel the password');
    expect(alternatives).toHaveLength(2);
    expect(confidence).toBeGreaterThanOrEqual(alternatives[0]!.confidence);
    expect(alternatives[0]!.confidence).toBeGreaterThanOrEqual(alternatives[1]!.confidence);
  });

  it.each(['', ' \n', '👍🎉', '???', 'გამარჯობა', '\u200B', '\uD800'])(
    'is unsure of %j, of which it knows nothing',
    (text) => {
      expect(reader.read(text)).toMatchObject({ intent: null, confidence: 0, unsure: true });
    },
  );

  it.each(['ลืมรหัสผ่าน', 'olvidé mi contraseña', 'パスワードを忘れました'])(
    'knows what %j means, though it has no example in that language',
    (text) => {
      expect(reader.read(text).intent).toBe('password.reset');
    },
  );

  it.each([
    'thank you very much indeed',
    'lol',
    'was haltet ihr vom Wetter',
    'gracias, muy amable',
  ])('is unsure of %j, which belongs to no intent', (text) => {
    expect(reader.read(text).unsure).toBe(true);
  });

  it('is never sure of a guess that is more likely wrong than right', () => {
    const mixtures = EXAMPLES.flatMap(({ text }, at) =>
      EXAMPLES.slice(at + 1).map((other) => `${text} ${other.text}`),
    );
    const doubtful = mixtures
      .map((text) => reader.read(text))
      .filter((each) => each.confidence < 0.5);
    expect(doubtful.length).toBeGreaterThan(0);
    expect(doubtful.filter(({ unsure }) => !unsure)).toEqual([]);
  });

  it('sees through accents, widths, invisible characters and borrowed letters', () => {
    const plain = reader.read('I forgot my password');
    for (const disguised of [
      'I FORGOT MY PASSWORD',
      'Ｉ ｆｏｒｇｏｔ ｍｙ ｐａｓｓｗｏｒｄ',
      'I for\u00ADgot my pass\u200Bword',
      'I fоrgоt mу pаsswоrd',
      'I fórgöt my pàsswörd',
      '𝐈 𝐟𝐨𝐫𝐠𝐨𝐭 𝐦𝐲 𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝',
    ])
      expect(reader.read(disguised)).toEqual({ ...plain, urgency: expect.any(String) });
  });

  it('reads the beginning and the end of a very long text', () => {
    const long = `${'and so on '.repeat(100_000)} please cancel my reservation`;
    expect(reader.read(long).intent).toBe('booking.cancel');
  });
});

describe('training', () => {
  it('gives the same bytes for the same examples', () => {
    expect(trainReader(EXAMPLES).bytes).toEqual(trainReader(EXAMPLES).bytes);
  });

  it('lets the last label of a text count, so that a correction changes the next reading', () => {
    const text = 'I want to CANCEL my booking!';
    const corrected = [...EXAMPLES, { intent: 'opening.hours', text }];
    const { bytes, metrics } = trainReader(corrected);
    expect(metrics.examples).toBe(EXAMPLES.length);
    for (const same of [text, 'i want to cancel my booking'])
      expect(Reader.load(bytes).read(same)).toMatchObject({
        intent: 'opening.hours',
        unsure: false,
      });
  });

  it('knows nothing from no example, and is always unsure with one intent', () => {
    for (const examples of [[], EXAMPLES.slice(0, 6)]) {
      const reader = readerOf(examples);
      expect(reader.read('I forgot my password')).toMatchObject({ intent: null, unsure: true });
    }
    expect(readerOf(EXAMPLES.slice(0, 6)).intents).toEqual(['password.reset']);
  });

  it('works with one example an intent', () => {
    const { bytes, metrics } = trainReader(
      Object.entries(TEXTS).map(([intent, [text = '']]) => ({ intent, text })),
    );
    expect(metrics.accuracy).toBeNull();
    expect(Reader.load(bytes).read('forgot password').intent).toBe('password.reset');
  });
});

describe('loading', () => {
  it('refuses bytes that are no model, cut off, damaged or of another version', () => {
    const { bytes } = trainReader(EXAMPLES);
    const other = bytes.slice();
    other[4] = 99;
    expect(() => Reader.load(other)).toThrow(/version 99/);
    const damaged = bytes.slice();
    damaged[16] = 0;
    expect(() => Reader.load(damaged)).toThrow(ModelUnreadable);
    expect(() => Reader.load(bytes.subarray(0, 1_000))).toThrow(ModelUnreadable);
    expect(() => Reader.load(new Uint8Array())).toThrow(/cut off/);
    expect(() => Reader.load(new TextEncoder().encode('hello, wide world'))).toThrow(
      /not a trained/,
    );
  });

  it('takes bytes that begin anywhere in a larger buffer', () => {
    const { bytes } = trainReader(EXAMPLES);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(Reader.load(shifted.subarray(1)).intents).toHaveLength(3);
  });
});
