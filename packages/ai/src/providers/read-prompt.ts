import { PRIORITIES } from '@frontdesk/core/entities';
import * as z from 'zod';
import type { Ask, JsonSchema } from './ask.ts';
import { boundedText, DATA_ONLY, recentPart } from './prompt-data.ts';
import type { Reading } from '../reader/reader.ts';
import type { ReadRequest } from './provider.ts';

/** Reasoning models spend most of it on thought. */
const MAX_OUTPUT_TOKENS = 1_024;
const MAX_ANSWER_CHARS = 4_000;
const DESCRIPTION_CHARS = 200;
/** OpenAI's strict schemas take at most 1,000 values, and 15,000 characters of them above 250 (structured outputs guide). */
const MAX_ENUM = 250;
/** Below this a model guesses between intents. */
const SURE_FROM = 0.5;

/** The question which of the team's intents a message has, how urgent it is and in which language it is written. */
export function readAsk(request: Pick<ReadRequest, 'text' | 'intents' | 'recent'>): Ask<Reading> {
  const names = request.intents.map(({ name }) => name);
  const none = nameForNone(names);
  return {
    instructions: instructionsFor(request.intents, none),
    data: JSON.stringify({
      before: recentPart(request.recent),
      message: boundedText(request.text),
    }),
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    schema: schemaFor([...names, none]),
    check: (text) => readingOf(text, new Set(names), none),
  };
}

/** What a model says when nothing fits; a team may have an intent of that very name. */
function nameForNone(names: readonly string[]): string {
  let none = 'none';
  while (names.includes(none)) none = `${none}_of_these`;
  return none;
}

function instructionsFor(intents: ReadRequest['intents'], none: string): string {
  const lines = intents.map(({ name, description }) =>
    JSON.stringify(
      description === null || description === ''
        ? { name }
        : { name, description: description.slice(0, DESCRIPTION_CHARS).toWellFormed() },
    ),
  );
  return [
    'You sort the messages that customers write to a business.',
    `The user's turn is one JSON object: "message" is what a customer has just written, "before" is what was said earlier. ${DATA_ONLY}`,
    `Choose the one intent that says what the customer wants now. Where none of them fits, choose "${none}".`,
    'The intents, one JSON object a line:',
    ...lines,
    'Answer with one JSON object and nothing else:',
    `"intent": the name of an intent, or "${none}";`,
    '"confidence": from 0 to 1, how likely it is that this is the right intent;',
    '"language": the ISO 639-1 code of the language that the message is written in, or "und" where it cannot be told;',
    `"urgency": one of ${PRIORITIES.join(', ')}: how soon somebody has to act, judged by what has happened and not by words like "urgent".`,
  ].join('\n');
}

/** No bounds on the number: not every vendor's strict mode takes them, and the answer is checked here in any case. */
const schemaFor = (names: readonly string[]): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: ['intent', 'confidence', 'language', 'urgency'],
  properties: {
    intent: names.length > MAX_ENUM ? { type: 'string' } : { type: 'string', enum: names },
    confidence: { type: 'number', description: 'From 0 to 1.' },
    language: { type: 'string', description: 'ISO 639-1, or "und".' },
    urgency: { type: 'string', enum: PRIORITIES },
  },
});

const answerSchema = z.strictObject({
  intent: z.string(),
  confidence: z.number().min(0).max(1),
  language: z.string().max(35),
  urgency: z.enum(PRIORITIES),
});

/** The reading in a model's answer; null for anything but exactly that. */
function readingOf(text: string, names: ReadonlySet<string>, none: string): Reading | null {
  const { data } = answerSchema.safeParse(jsonOf(text));
  if (data === undefined) return null;
  if (data.intent !== none && !names.has(data.intent)) return null;
  const intent = data.intent === none ? null : data.intent;
  return {
    intent,
    confidence: data.confidence,
    alternatives: [],
    unsure: intent === null || data.confidence < SURE_FROM,
    language: /^[a-z]{2}(?=$|[-_])/i.exec(data.language)?.[0].toLowerCase() ?? null,
    urgency: data.urgency,
  };
}

function jsonOf(text: string): unknown {
  if (text.length > MAX_ANSWER_CHARS) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
