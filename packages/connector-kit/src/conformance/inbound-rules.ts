import { deepStrictEqual as same, ok } from 'node:assert/strict';
import type { RawDelivery } from '../channel.ts';
import { bodyText, readJson } from '../lenient-json.ts';
import type { Fixture } from './fixture.ts';
import { HARD_TEXTS, malformed, mutations, UNREADABLE } from './hostile-payloads.ts';
import { rule, type Rule } from './rule.ts';

const DAY_MS = 86_400_000;

const withBody = (raw: RawDelivery, body: string): RawDelivery => ({
  ...raw,
  body: Buffer.from(body),
});

const without = (raw: RawDelivery, names: readonly string[]): RawDelivery => ({
  ...raw,
  headers: Object.fromEntries(
    Object.entries(raw.headers).filter(([name]) => !names.includes(name)),
  ),
});

export const inboundRules = <Creds>(fixture: Fixture<Creds>): readonly Rule[] => [
  ...proofRules(fixture),
  ...brokenProofRules(fixture),
  ...eventRules(fixture),
  ...hostileRules(fixture),
  ...routingRules(fixture),
];

function proofRules<Creds>({ channel, creds, now, ...fixture }: Fixture<Creds>): Rule[] {
  const accepts = (raw: RawDelivery): boolean => channel.verify(raw, creds, now).ok;
  return [
    rule('CH1', 'accepts every delivery as it was signed', () => {
      for (const one of fixture.inbound)
        same(channel.verify(one.raw, creds, now), { ok: true }, one.name);
    }),
    rule(
      'CH2',
      'refuses a body with any one byte changed, or another sender than the proof names',
      () => {
        ok(fixture.forged.length > 0, 'no forged case');
        for (const one of fixture.forged) ok(!accepts(one.raw), one.name);
        if (fixture.proves === 'sender') return;
        for (const one of fixture.inbound)
          for (const at of [0, one.raw.body.length >> 1, one.raw.body.length - 1]) {
            const body = Uint8Array.from(one.raw.body);
            body[at] = (body[at] ?? 0) ^ 1;
            ok(!accepts({ ...one.raw, body }), `${one.name}, byte ${at}`);
          }
      },
    ),
    rule('CH3', 'says that the proof is missing when it is', () => {
      for (const one of fixture.inbound) {
        same(
          channel.verify(without(one.raw, fixture.proofHeaders), creds, now),
          { ok: false, reason: 'missing-signature' },
          one.name,
        );
      }
    }),
  ];
}

function brokenProofRules<Creds>({ channel, creds, now, ...fixture }: Fixture<Creds>): Rule[] {
  const accepts = (raw: RawDelivery): boolean => channel.verify(raw, creds, now).ok;
  return [
    rule('CH4', 'refuses a broken proof without throwing', () => {
      for (const one of fixture.inbound)
        for (const name of fixture.proofHeaders) {
          const value = one.raw.headers[name];
          if (value === undefined) continue;
          for (const broken of [
            `${value}x`,
            value.slice(0, -2),
            'x',
            '=,;.',
            '\u00ff',
            value.toUpperCase() === value ? `0${value}` : value.toUpperCase(),
          ]) {
            ok(
              !accepts({ ...one.raw, headers: { ...one.raw.headers, [name]: broken } }),
              `${one.name}: ${name}: ${broken}`,
            );
          }
        }
    }),
    rule('CH5', 'refuses a proof that is a day old, where proofs carry a time', () => {
      if (!fixture.expires) return;
      for (const one of fixture.inbound)
        same(
          channel.verify(one.raw, creds, now + DAY_MS),
          { ok: false, reason: 'stale' },
          one.name,
        );
    }),
    rule('CH6', 'answers a handshake only when it knows the token', () => {
      for (const one of fixture.handshakes)
        same(channel.handshake(one.query, creds), one.answer, one.name);
      same(channel.handshake({}, creds), null);
    }),
  ];
}

function eventRules<Creds>({ channel, inbound, batches }: Fixture<Creds>): Rule[] {
  const events = (raw: RawDelivery) => {
    const parsed = channel.parse(raw);
    return parsed.ok ? parsed.events : [];
  };
  const expected = inbound.flatMap((one) => one.expect);
  return [
    rule('CH7', 'turns each payload into exactly the expected events', () => {
      for (const one of inbound)
        same(channel.parse(one.raw), { ok: true, events: one.expect }, one.name);
    }),
    rule(
      'CH8',
      'has cases for a message, a receipt, something unknown, and several events at once where the vendor batches',
      () => {
        for (const type of ['message', 'receipt', 'ignored'] as const)
          ok(
            expected.some((event) => event.type === type),
            `no ${type}`,
          );
        ok(!batches || inbound.some((one) => one.expect.length > 1), 'no batch');
      },
    ),
    rule('CH9', 'gives a redelivery the same keys, and two events different ones', () => {
      for (const one of inbound) {
        const again = structuredClone(one.raw);
        same(channel.deliveryKey(again), channel.deliveryKey(one.raw), one.name);
        same(events(again), events(one.raw), one.name);
      }
      const keys = new Set(inbound.map((one) => channel.deliveryKey(one.raw)));
      ok(keys.size === inbound.length, 'two deliveries share a key');
      for (const one of inbound) {
        const own = events(one.raw).map((event) => event.dedupeKey);
        ok(new Set(own).size === own.length, `${one.name}: two events share a dedupe key`);
      }
    }),
    rule('CH10', 'has a case whose bytes do not survive parse-then-stringify', () => {
      ok(inbound.some((one) => JSON.stringify(readJson(one.raw.body)) !== bodyText(one.raw.body)));
    }),
  ];
}

function hostileRules<Creds>({ channel, inbound, delivers }: Fixture<Creds>): Rule[] {
  return [
    rule('CH11', 'calls what it cannot read unreadable, and never throws', () => {
      const any = inbound[0];
      ok(any !== undefined);
      for (const one of UNREADABLE) {
        const raw = withBody(any.raw, one.body);
        ok(!channel.parse(raw).ok, one.name);
        ok((channel.accounts(raw)?.length ?? 0) === 0, one.name);
        ok(channel.deliveryKey(raw) !== '', one.name);
      }
    }),
    rule(
      'CH12',
      'survives any field missing, null or of another type, with well-formed events',
      () => {
        for (const one of inbound)
          for (const payload of mutations(readJson(one.raw.body))) {
            const raw = withBody(one.raw, JSON.stringify(payload) ?? '');
            const parsed = channel.parse(raw);
            channel.accounts(raw);
            for (const event of parsed.ok ? parsed.events : [])
              same(malformed(event), null, `${one.name}: ${bodyText(raw.body).slice(0, 400)}`);
          }
      },
    ),
    rule('CH13', 'carries hard texts whole, with only illegal code points replaced', () => {
      for (const one of HARD_TEXTS) {
        const parsed = channel.parse(delivers(one.text));
        ok(parsed.ok && parsed.events.length === 1, one.name);
        const [event] = parsed.events;
        ok(event?.type === 'message' && event.text === one.stored, one.name);
      }
    }),
  ];
}

function routingRules<Creds>({ channel, creds, inbound, ...fixture }: Fixture<Creds>): Rule[] {
  return [
    rule('CH14', 'names the accounts of a payload, each once', () => {
      for (const one of inbound) same(channel.accounts(one.raw), one.accounts, one.name);
      ok(
        inbound.some((one) => one.accounts.includes(channel.accountId(creds))),
        'no case names our own account',
      );
    }),
    rule('CH15', "hands each account its own events and nobody another account's", () => {
      for (const one of inbound) {
        for (const account of [...one.accounts, 'nobody']) {
          const parsed = channel.parse(one.raw, account);
          const own = one.expect.filter(
            (event) => event.accountId === null || event.accountId === account,
          );
          same(parsed, { ok: true, events: own }, `${one.name} for ${account}`);
        }
        for (const event of one.expect)
          ok(event.accountId === null || one.accounts.includes(event.accountId), one.name);
      }
    }),
    rule(
      'CH16',
      'never lets a secret into an event, and takes only credentials that can work',
      () => {
        for (const one of inbound)
          for (const secret of fixture.secrets) {
            ok(!JSON.stringify(channel.parse(one.raw)).includes(secret), one.name);
          }
        const { schema, fields } = channel.credentials;
        ok(schema.safeParse(creds).success, "the fixture's credentials are refused");
        const known = creds as Readonly<Record<string, unknown>>;
        for (const secret of fixture.secrets) {
          const field = fields.find((one) => known[one.name] === secret);
          ok(field?.secret === true, 'a secret is not marked as one');
          ok(
            !schema.safeParse({ ...known, [field.name]: `${secret}\r\nx-evil: 1` }).success,
            `${field.name} takes a line end`,
          );
        }
        ok(!fixture.secrets.includes(channel.accountId(creds)), 'the account id is a secret');
      },
    ),
  ];
}
