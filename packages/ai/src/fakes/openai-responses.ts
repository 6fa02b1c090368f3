import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { responsesBody } from './openai-rules.ts';
import { eventStream, json, wordsOf, type End, type Question, type Reply } from './turn.ts';

type Body = z.infer<typeof responsesBody>;

export function responsesQuestion(body: Body): Question {
  const input =
    typeof body.input === 'string'
      ? body.input
      : body.input
          .map(({ content }) =>
            typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
          )
          .join('\n');
  const format = body.text?.format;
  return {
    instructions: body.instructions ?? '',
    data: input,
    schema: format?.type === 'json_schema' ? format.schema : null,
    stream: body.stream === true,
  };
}

/** The answer of the Responses API, whole or as its stream of events. */
export function responsesReply(body: Body, text: string, end: End): Reply {
  const said = end === 'incomplete' ? text.slice(0, Math.ceil(text.length / 2)) : text;
  const response = responseOf(body, said, end);
  return body.stream === true
    ? eventStream(eventsOf(response, said, end), requestId())
    : json(200, response, requestId());
}

const requestId = (): Record<string, string> => ({ 'x-request-id': `req_${randomUUID()}` });

const tokens = (text: string): number => Math.ceil(text.length / 4);

function responseOf(body: Body, said: string, end: End) {
  const { instructions, data } = responsesQuestion(body);
  const input = tokens(instructions + data);
  const output = tokens(said);
  const status = end === 'incomplete' ? 'incomplete' : 'completed';
  return {
    id: `resp_${randomUUID().replaceAll('-', '')}`,
    object: 'response',
    created_at: Math.floor(Date.now() / 1_000),
    status,
    error: null,
    incomplete_details: end === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    instructions: body.instructions ?? null,
    model: body.model,
    output: [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      {
        type: 'message',
        id: 'msg_1',
        status,
        role: 'assistant',
        content: [
          end === 'refusal'
            ? { type: 'refusal', refusal: "I'm sorry, but I can't help with that." }
            : { type: 'output_text', text: said, annotations: [], logprobs: [] },
        ],
      },
    ],
    store: body.store ?? true,
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  };
}

function eventsOf(
  response: ReturnType<typeof responseOf>,
  said: string,
  end: End,
): readonly string[] {
  let sequence = 0;
  const event = (type: string, rest: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...rest })}\n\n`;
  const place = { item_id: 'msg_1', output_index: 1, content_index: 0 };
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  const last = response.output.at(-1);
  return [
    event('response.created', { response: begun }),
    event('response.in_progress', { response: begun }),
    ': keep-alive\n\n',
    event('response.output_item.added', { output_index: 1, item: last }),
    event('response.content_part.added', { ...place, part: { type: 'output_text', text: '' } }),
    event('response.something_new', { note: 'unknown events are to be ignored' }),
    ...(end === 'refusal'
      ? [event('response.refusal.delta', { ...place, delta: "I'm sorry" })]
      : wordsOf(said).map((delta) =>
          event('response.output_text.delta', { ...place, delta, logprobs: [] }),
        )),
    event('response.output_text.done', { ...place, text: said, logprobs: [] }),
    event('response.output_item.done', { output_index: 1, item: last }),
    event(end === 'incomplete' ? 'response.incomplete' : 'response.completed', { response }),
  ];
}

export const responsesErrorEvent = (): string =>
  `event: error\ndata: ${JSON.stringify({
    type: 'error',
    sequence_number: 99,
    code: 'server_error',
    message: 'The server had an error while processing your request.',
    param: null,
  })}\n\n`;
