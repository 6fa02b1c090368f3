import type {
  AnyChannel,
  HttpOutbound,
  HttpRequest,
  InboundEvent,
  OutboundMessage,
  RawDelivery,
} from '@frontdesk/connector-kit/channel';
import {
  FakeVendors,
  type FakeVendorsOptions,
} from '@frontdesk/connector-kit/fake-vendor/fake-vendors';
import { serveFetch } from '@frontdesk/connector-kit/fake-vendor/serve-fetch';
import { runHttp } from '@frontdesk/connector-kit/http-runner';
import { must } from '@frontdesk/core/assert';
import type { ChannelKind } from '@frontdesk/core/entities';
import { fakes } from './fakes.ts';
import { channelOf } from './registry.ts';

export type Creds = Parameters<AnyChannel['accountId']>[0];

const CREDS: Record<string, object> = {
  whatsapp: {
    phoneNumberId: 'PNID1',
    accessToken: 'EAAtoken',
    appSecret: 'app-secret',
    verifyToken: 'verify',
    sendToUserIds: true,
  },
  openphone: {
    apiKey: 'op-key',
    phoneNumberId: 'PN1',
    webhookSecret: 'whsec_c3RhbmRhcmQtd2ViaG9va3MtdGVzdC1rZXktMzJieXQ=',
    signingKey: 'cXVvLWxlZ2FjeS1rZXk=',
  },
  webchat: { widgetKey: 'wk_fairway', signingSecret: 'visitor-signing-secret-0123456789' },
};
export const CUSTOMER: Record<string, string> = {
  whatsapp: '15550100001',
  openphone: '+15550100001',
  webchat: 'visitor-ada',
};

export const cleanUp: (() => Promise<unknown>)[] = [];
/** Ends what a test has started, last first. */
export async function endWorlds(): Promise<void> {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
}

export type World = {
  readonly fake: FakeVendors;
  readonly channel: AnyChannel;
  readonly creds: Creds;
  readonly accountId: string;
  /** Verified and parsed, as our webhook would. */
  readonly events: InboundEvent[];
  readonly refused: string[];
  answerWith(status: number): void;
};

/** The fake vendors and an endpoint of ours, both on real sockets. */
export async function world(
  kind: ChannelKind,
  options: Partial<FakeVendorsOptions> = {},
  change: object = {},
): Promise<World> {
  const channel = must(channelOf(kind), kind);
  const creds = channel.credentials.schema.parse({ ...CREDS[kind], ...change });
  const events: InboundEvent[] = [];
  const refused: string[] = [];
  let status = 200;
  const ours = await serveFetch(async (request) => {
    if (status !== 200) return new Response('', { status });
    const raw: RawDelivery = {
      headers: Object.fromEntries(request.headers),
      query: {},
      body: new Uint8Array(await request.arrayBuffer()),
    };
    const verdict = channel.verify(raw, creds, (options.now ?? Date.now)());
    if (!verdict.ok) return (refused.push(verdict.reason), new Response('', { status: 401 }));
    const parsed = channel.parse(raw);
    if (parsed.ok) events.push(...parsed.events);
    return new Response('');
  });
  const fake = new FakeVendors({
    protocols: fakes,
    retryGapsMs: [5],
    receipts: () => [],
    ...options,
  });
  const vendor = await fake.listen();
  const accountId = fake.connect({ kind, creds, webhookUrl: ours.url, address: '+15550100009' });
  cleanUp.push(ours.close, vendor.close, () => fake.close());
  return {
    fake,
    channel,
    creds,
    accountId,
    events,
    refused,
    answerWith: (next) => (status = next),
  };
}

export const http = (channel: AnyChannel): HttpOutbound<Creds> => {
  if (channel.outbound.delivery !== 'http') throw new Error('sends over a socket');
  return channel.outbound;
};

export const message = (kind: string, change: Partial<OutboundMessage> = {}): OutboundMessage => ({
  outboxId: 'out-1',
  to: CUSTOMER[kind] ?? '',
  text: 'Yes, until noon',
  media: null,
  replyTo: null,
  ...change,
});

export const run = (request: HttpRequest, timeoutMs = 2_000) =>
  runHttp(request, { allowPrivateNetwork: true, timeoutMs });

export async function send(
  { fake, channel, creds }: World,
  change: Partial<OutboundMessage> = {},
  timeoutMs?: number,
) {
  const out = http(channel);
  const prepared = out.request(message(channel.kind, change), creds, fake.baseUrl(channel.kind));
  if (!prepared.ok) throw new Error(prepared.error.why);
  const ran = await run(prepared.request, timeoutMs);
  return ran.ok ? out.classify(ran.response) : out.classifyFailure(ran.failure);
}

export async function fetchMedia({ fake, channel, creds, events }: World) {
  const event = events.find((one) => one.type === 'message' && one.media.length > 0);
  const ref = event?.type === 'message' ? event.media[0] : undefined;
  const plan = http(channel).mediaRequest(must(ref, 'file'), creds, fake.baseUrl(channel.kind));
  if (plan.kind === 'direct') return bytesOf(plan.request);
  if (plan.kind !== 'locate') throw new Error(plan.kind);
  const ran = await run(plan.request);
  const located = ran.ok ? plan.read(ran.response) : null;
  if (located?.ok !== true) throw new Error('not located');
  return bytesOf(located.request);
}

export async function bytesOf(request: HttpRequest) {
  const ran = await run(request);
  return ran.ok ? { status: ran.response.status, body: ran.response.body } : null;
}
