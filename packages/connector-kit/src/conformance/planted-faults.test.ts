import { describe, expect, test } from 'vitest';
import type { Channel, HttpOutbound, InboundEvent, Parsed, RawDelivery } from '../channel.ts';
import { bodyText, readJson } from '../lenient-json.ts';
import { brokenRules, rulesFor } from './check.ts';
import type { Fixture } from './fixture.ts';
import {
  courierFixture,
  pigeon as good,
  pigeonFixture,
  pigeonOutbound as out,
  type PigeonCreds,
} from './pigeon.fixture.ts';

type Fault = { readonly rule: string; readonly fixture: Fixture<PigeonCreds> };

const channel = (change: Partial<Channel<PigeonCreds>>): Fixture<PigeonCreds> => ({
  ...pigeonFixture,
  channel: { ...good, ...change },
});
const sending = (change: Partial<HttpOutbound<PigeonCreds>>): Fixture<PigeonCreds> =>
  channel({ outbound: { ...out, ...change } });
const parsing = (
  change: (events: readonly InboundEvent[], raw: RawDelivery) => readonly InboundEvent[],
): Fixture<PigeonCreds> =>
  channel({
    parse: (raw, account): Parsed => {
      const parsed = good.parse(raw, account);
      return parsed.ok ? { ok: true, events: change(parsed.events, raw) } : parsed;
    },
  });
const fixture = (change: Partial<Fixture<PigeonCreds>>): Fixture<PigeonCreds> => ({
  ...pigeonFixture,
  ...change,
});
const given = pigeonFixture.outbound;
if (given.delivery !== 'http' || courierFixture.channel.outbound.delivery !== 'visitor-socket')
  throw new Error('wrong fixture');
const socket = courierFixture.channel.outbound;
const overSocket = (change: Partial<typeof socket>): Fixture<PigeonCreds> => ({
  ...courierFixture,
  channel: { ...courierFixture.channel, outbound: { ...socket, ...change } },
});

let calls = 0;

/** Mistakes that were made in channels like these, and the rule that has to notice each. */
const FAULTS: Record<string, Fault> = {
  'refuses everything': {
    rule: 'CH1',
    fixture: channel({ verify: () => ({ ok: false, reason: 'bad-signature' }) }),
  },
  'never checks the signature': {
    rule: 'CH2',
    fixture: channel({
      verify: (raw) =>
        raw.headers['x-pigeon'] ? { ok: true } : { ok: false, reason: 'missing-signature' },
    }),
  },
  'signs re-serialised JSON': {
    rule: 'CH1',
    fixture: channel({
      verify: (raw, c, now) =>
        good.verify(
          { ...raw, body: Buffer.from(JSON.stringify(readJson(raw.body)) ?? '') },
          c,
          now,
        ),
    }),
  },
  'lets a delivery without a signature in': {
    rule: 'CH3',
    fixture: channel({
      verify: (raw, c, now) => (raw.headers['x-pigeon'] ? good.verify(raw, c, now) : { ok: true }),
    }),
  },
  'reads a signature with something behind it': {
    rule: 'CH4',
    fixture: channel({
      verify: (raw, c, now) => {
        const fixed = raw.headers['x-pigeon']?.replace(/x$/, '');
        return good.verify({ ...raw, headers: fixed ? { 'x-pigeon': fixed } : {} }, c, now);
      },
    }),
  },
  'forgets that signatures grow old': {
    rule: 'CH5',
    fixture: channel({
      verify: (raw, c, now) => {
        const verdict = good.verify(raw, c, now);
        return verdict.ok || verdict.reason === 'stale' ? { ok: true } : verdict;
      },
    }),
  },
  'echoes any challenge': {
    rule: 'CH6',
    fixture: channel({ handshake: (query) => query['echo'] ?? null }),
  },
  'takes only the first event of a batch': {
    rule: 'CH7',
    fixture: parsing((events) => events.slice(0, 1)),
  },
  'drops what it does not know': {
    rule: 'CH7',
    fixture: parsing((events) => events.filter((one) => one.type !== 'ignored')),
  },
  'has a fixture without a receipt': {
    rule: 'CH8',
    fixture: fixture({ inbound: pigeonFixture.inbound.slice(1) }),
  },
  'gives a fresh key on every parse': {
    rule: 'CH9',
    fixture: parsing((events) =>
      events.map((one) => ({ ...one, dedupeKey: `${one.dedupeKey}${(calls += 1)}` })),
    ),
  },
  'keys a delivery by its length': {
    rule: 'CH9',
    fixture: channel({ deliveryKey: (raw) => String(raw.body.length % 2) + String((calls += 1)) }),
  },
  'has only tidy payloads': {
    rule: 'CH10',
    fixture: fixture({ inbound: pigeonFixture.inbound.slice(1) }),
  },
  'throws on what is not JSON': {
    rule: 'CH11',
    fixture: channel({
      parse: (raw, account) => {
        JSON.parse(bodyText(raw.body));
        return good.parse(raw, account);
      },
    }),
  },
  'takes a list for an empty delivery': {
    rule: 'CH11',
    fixture: channel({
      parse: (raw, account) =>
        Array.isArray(readJson(raw.body)) ? { ok: true, events: [] } : good.parse(raw, account),
    }),
  },
  "trusts the vendor's types": {
    rule: 'CH12',
    fixture: channel({
      parse: (raw, account) => {
        for (const flight of (
          readJson(raw.body) as { flights?: { events: { kind: string }[] }[] } | null
        )?.flights ?? [])
          for (const one of flight.events) one.kind.trim();
        return good.parse(raw, account);
      },
    }),
  },
  'lets NUL through': {
    rule: 'CH13',
    fixture: parsing((events, raw) =>
      events.map((one) =>
        one.type === 'message' ? { ...one, text: rawText(raw) ?? one.text } : one,
      ),
    ),
  },
  'cuts long texts': {
    rule: 'CH13',
    fixture: parsing((events) =>
      events.map((one) =>
        one.type === 'message' ? { ...one, text: one.text.slice(0, 65_535) } : one,
      ),
    ),
  },
  'trims texts': {
    rule: 'CH13',
    fixture: parsing((events) =>
      events.map((one) => (one.type === 'message' ? { ...one, text: one.text.trim() } : one)),
    ),
  },
  'names only the first account': {
    rule: 'CH14',
    fixture: channel({ accounts: (raw) => good.accounts(raw)?.slice(0, 1) ?? null }),
  },
  'hands everybody everything': {
    rule: 'CH15',
    fixture: channel({ parse: (raw) => good.parse(raw) }),
  },
  'keeps the signing secret with the event': {
    rule: 'CH16',
    fixture: parsing((events) => events.map((one) => ({ ...one, via: 's3cr3t' }))),
  },
  'takes a token with a line end in it': {
    rule: 'CH16',
    fixture: channel({
      credentials: {
        ...good.credentials,
        schema: {
          safeParse: () => ({ success: true }),
        } as unknown as typeof good.credentials.schema,
      },
    }),
  },
  'states a limit of nothing': {
    rule: 'CH20',
    fixture: channel({
      limits: { ...good.limits, media: { IMAGE: { maxBytes: 0, mimeTypes: [] } } },
    }),
  },
  'sends somewhere else': {
    rule: 'CH21',
    fixture: sending({ request: (m, c) => out.request(m, c, 'https://other.example') }),
  },
  'forgets our outbox id': {
    rule: 'CH22',
    fixture: sending({ request: (m, c, b) => out.request({ ...m, outboxId: '' }, c, b) }),
  },
  'puts the token into the URL': {
    rule: 'CH23',
    fixture: sending({
      request: (m, c, b) => {
        const prepared = out.request(m, c, b);
        return prepared.ok
          ? {
              ok: true,
              request: { ...prepared.request, url: `${prepared.request.url}?t=${c.token}` },
            }
          : prepared;
      },
    }),
  },
  'speaks in codes': {
    rule: 'CH24',
    fixture: fixture({
      outbound: {
        ...given,
        sends: given.sends.map((one) =>
          one.expect.ok
            ? one
            : { ...one, expect: { ok: false, error: { ...one.expect.error, why: 'ERR_7' } } },
        ),
      },
    }),
  },
  'does not know a block from a fault': {
    rule: 'CH25',
    fixture: sending({
      classify: (r) =>
        r.status === 400
          ? { kind: 'retry', scope: 'message', afterMs: null, code: '400', why: 'Odd.' }
          : out.classify(r),
    }),
  },
  'gives up when told to slow down': {
    rule: 'CH26',
    fixture: sending({
      classify: (r) =>
        r.status === 503
          ? { kind: 'rejected', code: '503', why: 'No.', effect: null }
          : out.classify(r),
    }),
  },
  'calls any 2xx accepted': {
    rule: 'CH27',
    fixture: sending({
      classify: (r) => (r.status < 300 ? { kind: 'accepted', externalId: 'v9' } : out.classify(r)),
    }),
  },
  "sends again behind a proxy's error page": {
    rule: 'CH27',
    fixture: sending({
      classify: (r) =>
        r.status === 502
          ? { kind: 'retry', scope: 'message', afterMs: null, code: '502', why: 'Bad gateway.' }
          : out.classify(r),
    }),
  },
  'parses an error page as JSON': {
    rule: 'CH27',
    fixture: sending({
      classify: (r) => {
        JSON.parse(bodyText(r.body));
        return out.classify(r);
      },
    }),
  },
  'retries a dead token for ever': {
    rule: 'CH28',
    fixture: sending({
      classify: (r) =>
        r.status === 401
          ? { kind: 'retry', scope: 'inbox', afterMs: null, code: '401', why: 'No.' }
          : out.classify(r),
    }),
  },
  'retries what was refused': {
    rule: 'CH29',
    fixture: sending({
      classify: (r) =>
        r.status === 422
          ? { kind: 'retry', scope: 'message', afterMs: null, code: '422', why: 'No.' }
          : out.classify(r),
    }),
  },
  'sends again after a timeout': {
    rule: 'CH30',
    fixture: sending({
      classifyFailure: () => ({
        kind: 'retry',
        scope: 'message',
        afterMs: null,
        code: 'x',
        why: 'Again.',
      }),
    }),
  },
  "repeats the vendor's words, whatever they are": {
    rule: 'CH31',
    fixture: sending({
      classify: (r) => {
        const outcome = out.classify(r);
        return outcome.kind === 'rejected' && outcome.code === '400'
          ? { ...outcome, why: bodyText(r.body) }
          : outcome;
      },
    }),
  },
  'asks for a file at its own address': {
    rule: 'CH32',
    fixture: sending({
      mediaRequest: (ref, c) => out.mediaRequest(ref, c, 'https://other.example'),
    }),
  },
  'takes any link for a file': {
    rule: 'CH32',
    fixture: sending({
      mediaRequest: (ref, c, b) =>
        ref.url === null
          ? out.mediaRequest(ref, c, b)
          : { kind: 'direct', request: { method: 'GET', url: ref.url, headers: {}, body: null } },
    }),
  },
  'sends files as text': {
    rule: 'CH33',
    fixture: sending({
      mediaUpload: out.mediaUpload && {
        ...out.mediaUpload,
        request: (u, c, b) => ({ ...out.mediaUpload!.request(u, c, b), body: 'PNG' }),
      },
    }),
  },
  'says it takes files and cannot upload any': {
    rule: 'CH33',
    fixture: sending({ mediaUpload: null }),
  },
  'leaves the file out': {
    rule: 'CH34',
    fixture: sending({ request: (m, c, b) => out.request({ ...m, media: null }, c, b) }),
  },
  'sends a file where none is taken': {
    rule: 'CH34',
    fixture: channel({
      limits: { ...good.limits, media: {} },
      outbound: { ...out, mediaUpload: null },
    }),
  },
  'finds nothing when the vendor does not answer': {
    rule: 'CH35',
    fixture: sending({
      lookup: out.lookup && {
        ...out.lookup,
        read: (r) => (r.status === 500 ? { ok: true, messages: [] } : out.lookup!.read(r)),
      },
    }),
  },
  'calls any answer a proof': {
    rule: 'CH36',
    fixture: sending({ probe: { ...out.probe, read: () => ({ ok: true, address: null }) } }),
  },
  'proves itself by sending': {
    rule: 'CH36',
    fixture: sending({
      probe: { ...out.probe, request: (c, b) => ({ ...out.probe.request(c, b), method: 'POST' }) },
    }),
  },
  'forgets our id on the socket': {
    rule: 'CH40',
    fixture: overSocket({ frame: (m) => ({ event: 'message', data: { text: m.text } }) }),
  },
  "loses a visitor's file": {
    rule: 'CH41',
    fixture: overSocket({ mediaRequest: () => ({ kind: 'impossible', why: 'No file.' }) }),
  },
  'takes back another message': {
    rule: 'CH42',
    fixture: overSocket({ revokeFrame: () => ({ event: 'revoke', data: { id: 'x' } }) }),
  },
};

const rawText = (raw: RawDelivery): string | null =>
  (readJson(raw.body) as { flights?: { events?: { text?: string }[] }[] } | null)?.flights?.[0]
    ?.events?.[0]?.text ?? null;

const ids = (broken: ReturnType<typeof brokenRules>): string[] => broken.map((one) => one.rule);

describe('the conformance rules', () => {
  test('pass a channel that is right, however it sends', () => {
    expect(brokenRules(pigeonFixture)).toEqual([]);
    expect(brokenRules(courierFixture)).toEqual([]);
  });

  test.each(Object.entries(FAULTS))('notice a channel that %s', (_, fault) => {
    expect(ids(brokenRules(fault.fixture))).toContain(fault.rule);
  });

  test('each bite: every rule is caught by a planted fault', () => {
    const all = [...rulesFor(pigeonFixture), ...rulesFor(courierFixture)].map((rule) => rule.id);
    expect(new Set(Object.values(FAULTS).map((fault) => fault.rule))).toEqual(new Set(all));
  });

  test('have ids of their own', () => {
    const own = rulesFor(pigeonFixture).map((rule) => rule.id);
    expect(new Set(own).size).toBe(own.length);
  });
});
