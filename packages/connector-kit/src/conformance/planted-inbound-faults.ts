import type { RawDelivery } from '../channel.ts';
import { bodyText, readJson } from '../lenient-json.ts';
import { channel, fixture, parsing, type Fault } from './planted-fault.ts';
import { pigeonFixture } from './pigeon.fixture.ts';
import { pigeon as good } from './pigeon.ts';

const rawText = (raw: RawDelivery): string | null =>
  (readJson(raw.body) as { flights?: { events?: { text?: string }[] }[] } | null)?.flights?.[0]
    ?.events?.[0]?.text ?? null;

let calls = 0;

/** Mistakes that were made in receiving, by what such a channel does. */
export const INBOUND_FAULTS: Record<string, Fault> = {
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
};
