import * as z from 'zod';
import type { Question } from './turn.ts';

/**
 * What the fake vendors' model says when nobody tells it what to say: good enough to try the product with. It reads
 * by the words that a message shares with an intent's name and description, and writes from the procedure's steps.
 */
export function mindsAnswer(question: Question): string {
  const { data } = shapeSchema.safeParse(question.schema);
  return data === undefined ? draft(question) : JSON.stringify(reading(question, data));
}

const shapeSchema = z.object({
  properties: z.object({ intent: z.object({ enum: z.array(z.string()).min(1).optional() }) }),
});
const intentSchema = z.object({ name: z.string(), description: z.string().optional() });
const dataSchema = z.object({
  customer: z.string().nullish(),
  message: z.union([z.string(), z.object({ text: z.string() })]).nullish(),
});

function reading(question: Question, shape: z.infer<typeof shapeSchema>): unknown {
  const listed = intentsIn(question.instructions);
  const names = shape.properties.intent.enum ?? [...listed.map(({ name }) => name), 'none'];
  const message = messageIn(question.data);
  const said = new Set(wordsIn(message));
  const scored = names
    .map((name) => ({
      name,
      score:
        2 * shared(said, name) +
        shared(said, listed.find((one) => one.name === name)?.description ?? ''),
    }))
    .toSorted((one, other) => other.score - one.score);
  const best = scored[0];
  const found = best !== undefined && best.score > 0;
  return {
    intent: found ? best.name : names.at(-1),
    confidence: found ? Math.min(0.97, 0.7 + 0.05 * best.score) : 0.6,
    language: languageOf(message),
    urgency: /urgent|asap|immediately|right now|emergency|locked out|stuck/i.test(message)
      ? 'HIGH'
      : 'NORMAL',
  };
}

function draft({ instructions, data }: Question): string {
  const parsed = dataSchema.safeParse(jsonIn(data)).data;
  const steps = [...instructions.matchAll(/^\d+\. (.+)$/gm)].map(([, step = '']) =>
    /[.!?…]$/.test(step) ? step : `${step}.`,
  );
  const name = parsed?.customer?.split(/\s/)[0] ?? '';
  return [
    `Hi${name === '' ? '' : ` ${name}`}, thank you for your message.`,
    ...(steps.length === 0
      ? ['Could you tell us a little more, so that we can help you?']
      : ['Here is how we go on:', ...steps.slice(0, 4)]),
    'Just answer here if anything is unclear.',
  ].join(' ');
}

/** The intents stand in the instructions as one JSON object a line. */
const intentsIn = (instructions: string): readonly z.infer<typeof intentSchema>[] =>
  instructions.split('\n').flatMap((line) => {
    const { data } = intentSchema.safeParse(line.startsWith('{"name":') ? jsonIn(line) : null);
    return data === undefined ? [] : [data];
  });

function messageIn(data: string): string {
  const message = dataSchema.safeParse(jsonIn(data)).data?.message;
  return (typeof message === 'string' ? message : message?.text) ?? data;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const STOP_WORDS = new Set(
  'a an the and or of to in on for is are was be it this that my me i you your we our do does did can could would please with from at as not no how what when where why they them their customer customers wants want asks ask'.split(
    ' ',
  ),
);

/** Words cut to their beginnings, so that "booking" and "booked" meet. */
const wordsIn = (text: string): readonly string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map((word) => (word.length > 5 ? word.slice(0, 5) : word));

const shared = (said: ReadonlySet<string>, text: string): number =>
  new Set(wordsIn(text).filter((word) => said.has(word))).size;

const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\u0E00-\u0E7F]/, 'th'],
  [/[\u3040-\u30FF]/, 'ja'],
  [/[\uAC00-\uD7AF]/, 'ko'],
  [/[\u4E00-\u9FFF]/, 'zh'],
  [/[\u0400-\u04FF]/, 'ru'],
  [/[\u0600-\u06FF]/, 'ar'],
  [/\b(?:ich|nicht|und|bitte|mein|das)\b/i, 'de'],
  [/\b(?:je|vous|bonjour|merci|pas|mon)\b/i, 'fr'],
  [/\b(?:hola|gracias|quiero|por|mi|el)\b/i, 'es'],
];

const languageOf = (text: string): string =>
  SCRIPTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'en';
