import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { chatBody } from './openai-rules.ts';
import { eventStream, json, wordsOf, type End, type Question, type Reply } from './turn.ts';

type Body = z.infer<typeof chatBody>;

/** In what the servers that speak this protocol differ. */
export type ChatManners = {
  readonly usage: boolean;
  readonly finishReason: boolean;
};

export function chatQuestion(body: Body): Question {
  const of = (role: string): string =>
    body.messages
      .filter((message) => message.role === role)
      .map(({ content }) => content)
      .join('\n');
  const instructions = of('system');
  const first = body.messages.find(({ role }) => role === 'user');
  return {
    instructions,
    data: first?.content ?? '',
    schema:
      body.response_format?.type === 'json_schema'
        ? body.response_format.json_schema.schema
        : writtenSchema(instructions),
    stream: body.stream === true,
  };
}

/** Where no schema may be sent it is written into the instructions, on one line. */
function writtenSchema(instructions: string): unknown {
  const line = /^[^\n{]*JSON schema[^\n{]*(\{.*\})$/m.exec(instructions)?.[1];
  return line === undefined ? null : JSON.parse(line);
}

export function chatReply(
  body: Body,
  said: { text: string; end: End },
  manners: ChatManners,
): Reply {
  const text =
    said.end === 'incomplete' ? said.text.slice(0, Math.ceil(said.text.length / 2)) : said.text;
  const base = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1_000),
    model: body.model,
  };
  const usage = usageOf(body, text);
  const reason = finishReason(said.end, manners);
  if (body.stream === true)
    return eventStream(chunksOf(body, { base, text, end: said.end, reason, usage }, manners));
  return json(200, {
    ...base,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message:
          said.end === 'refusal'
            ? { role: 'assistant', content: null, refusal: "I can't help with that." }
            : { role: 'assistant', content: text },
        finish_reason: reason,
      },
    ],
    ...(manners.usage ? { usage } : {}),
  });
}

function finishReason(end: End, manners: ChatManners): string | null {
  if (end === 'incomplete') return 'length';
  return manners.finishReason ? 'stop' : null;
}

function usageOf(body: Body, text: string) {
  const prompt = Math.ceil(body.messages.map(({ content }) => content).join('').length / 4);
  const completion = Math.ceil(text.length / 4);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}

function chunksOf(
  body: Body,
  parts: { base: object; text: string; end: End; reason: string | null; usage: object },
  manners: ChatManners,
): readonly string[] {
  const chunk = (rest: object): string =>
    `data: ${JSON.stringify({ ...parts.base, object: 'chat.completion.chunk', ...rest })}\n\n`;
  const choice = (delta: object, finish_reason: string | null = null): string =>
    chunk({ choices: [{ index: 0, delta, finish_reason }] });
  return [
    choice({ role: 'assistant', content: '' }),
    ...(parts.end === 'refusal'
      ? [choice({ refusal: "I can't help with that." })]
      : wordsOf(parts.text).map((content) => choice({ content }))),
    choice({}, parts.reason),
    ...(manners.usage && body.stream_options?.include_usage === true
      ? [chunk({ choices: [], usage: parts.usage })]
      : []),
    'data: [DONE]\n\n',
  ];
}
