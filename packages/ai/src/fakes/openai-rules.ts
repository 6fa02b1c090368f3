import * as z from 'zod';
import { unchecked } from './unchecked.ts';

/** A request that OpenAI would refuse, in its own words. */
export type RuleBroken = { message: string; param: string | null; code: string | null };

const formatSchema = z.union([
  z.strictObject({ type: z.enum(['text', 'json_object']) }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: z.string().regex(/^[\w-]{1,64}$/),
    schema: z.record(z.string(), z.unknown()),
    strict: z.boolean().nullish(),
    description: z.string().optional(),
  }),
]);

/** Fields of `POST /responses` (contract: openai.md); those that we never send are known, not checked. */
export const responsesBody = z.strictObject({
  model: z.string(),
  input: z.union([
    z.string(),
    z.array(
      z.strictObject({
        type: z.literal('message').optional(),
        role: z.enum(['user', 'assistant', 'system', 'developer']),
        content: z.union([
          z.string(),
          z.array(z.strictObject({ type: z.literal('input_text'), text: z.string() })),
        ]),
      }),
    ),
  ]),
  instructions: z.string().nullish(),
  text: z.strictObject({ format: formatSchema.optional(), ...unchecked('verbosity') }).optional(),
  max_output_tokens: z.int().min(16).nullish(),
  store: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  ...unchecked(
    'tools',
    'tool_choice',
    'parallel_tool_calls',
    'reasoning',
    'previous_response_id',
    'conversation',
    'metadata',
    'prompt_cache_key',
    'prompt_cache_retention',
    'safety_identifier',
    'service_tier',
    'temperature',
    'top_p',
    'truncation',
    'background',
    'include',
  ),
});

/** Fields of `POST /chat/completions`. */
export const chatBody = z.strictObject({
  model: z.string(),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: z.string(),
      }),
    )
    .min(1),
  response_format: z
    .union([
      z.strictObject({ type: z.enum(['text', 'json_object']) }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          schema: z.record(z.string(), z.unknown()),
          strict: z.boolean().nullish(),
          description: z.string().optional(),
        }),
      }),
    ])
    .optional(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean() }).nullish(),
  ...unchecked(
    'tools',
    'tool_choice',
    'temperature',
    'top_p',
    'seed',
    'stop',
    'reasoning_effort',
    'verbosity',
    'store',
    'n',
    'user',
  ),
});

/** What OpenAI says of a body that does not fit; null when it does. */
export function brokenRule(body: unknown, schema: z.ZodType): RuleBroken | null {
  const { error } = schema.safeParse(body);
  const issue = error?.issues[0];
  if (issue === undefined) return null;
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const param = [...issue.path, issue.keys[0] ?? ''].join('.');
    return { message: `Unknown parameter: '${param}'.`, param, code: 'unknown_parameter' };
  }
  if (issue.code === 'invalid_type' && issue.path.length === 1 && !has(body, issue.path[0]))
    return {
      message: `Missing required parameter: '${at}'.`,
      param: at,
      code: 'missing_required_parameter',
    };
  return { message: `Invalid value for '${at}'.`, param: at, code: 'invalid_value' };
}

const has = (body: unknown, key: PropertyKey | undefined): boolean =>
  typeof body === 'object' && body !== null && key !== undefined && key in body;

const STRICT_KEYWORDS = new Set(
  'type properties required additionalProperties items enum const anyOf description title $defs $ref pattern format multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minItems maxItems'.split(
    ' ',
  ),
);

/** Why a schema cannot be used with `strict: true`; null when it can (structured outputs guide). */
export function strictFault(schema: unknown, path: readonly string[] = []): string | null {
  if (typeof schema !== 'object' || schema === null) return at(path, 'schema must be an object.');
  const node = schema as Record<string, unknown>;
  const unknown = Object.keys(node).find((key) => !STRICT_KEYWORDS.has(key));
  if (unknown !== undefined) return at(path, `'${unknown}' is not permitted.`);
  const values = node['enum'];
  if (Array.isArray(values) && values.length > 250 && values.join('').length > 15_000)
    return at(path, 'enum values are too long.');
  if (node['type'] === 'array') return strictFault(node['items'], [...path, 'items']);
  if (node['type'] !== 'object') return null;
  if (node['additionalProperties'] !== false)
    return at(path, "'additionalProperties' is required to be supplied and to be false.");
  const properties = node['properties'] as Record<string, unknown>;
  const required = new Set(node['required'] as readonly string[]);
  const missing = Object.keys(properties).find((key) => !required.has(key));
  if (missing !== undefined)
    return at(
      path,
      `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`,
    );
  for (const [key, child] of Object.entries(properties)) {
    const fault = strictFault(child, [...path, 'properties', key]);
    if (fault !== null) return fault;
  }
  return null;
}

const at = (path: readonly string[], what: string): string =>
  `In context=(${path.map((step) => `'${step}'`).join(', ')}), ${what}`;
