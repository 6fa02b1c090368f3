import { deepStrictEqual as same, ok } from 'node:assert/strict';
import type { Channel } from '../channel.ts';
import { mediaKindFor } from '../limits.ts';
import { answerRules } from './answer-rules.ts';
import { fileRules } from './file-rules.ts';
import { answer, type Fixture } from './fixture.ts';
import { rule, type Rule } from './rule.ts';
import { socketRules } from './socket-rules.ts';
import { bodyOf, PAGES, type Subject } from './subject.ts';

export function outboundRules<Creds>(fixture: Fixture<Creds>): readonly Rule[] {
  const { channel, creds, secrets, outbound } = fixture;
  if (channel.outbound.delivery === 'visitor-socket') {
    ok(outbound.delivery === 'visitor-socket', 'the fixture describes another way of sending');
    return [...limitRules(channel), ...socketRules(channel.outbound, outbound)];
  }
  ok(outbound.delivery === 'http', 'the fixture describes another way of sending');
  const subject = { channel, out: channel.outbound, creds, secrets, given: outbound };
  return [
    ...limitRules(channel),
    ...requestRules(subject),
    ...answerRules(subject),
    ...fileRules(subject),
    ...askRules(subject),
  ];
}

function limitRules<Creds>({ limits }: Channel<Creds>): Rule[] {
  return [
    rule('CH20', 'states limits that can be checked', () => {
      ok(limits.textChars > 0);
      for (const [kind, limit] of Object.entries(limits.media)) {
        ok(limit.maxBytes > 0 && limit.mimeTypes.length > 0, kind);
        for (const mime of limit.mimeTypes)
          ok(mediaKindFor(limits, mime) !== null && mime === mime.toLowerCase(), mime);
      }
      for (const rate of [limits.perInbox, limits.perPair])
        ok(rate === null || (rate.everyMs > 0 && rate.burst >= 0));
      same(structuredClone(limits), JSON.parse(JSON.stringify(limits)));
    }),
  ];
}

function requestRules<Creds>({ channel, out, creds, secrets, given }: Subject<Creds>): Rule[] {
  const sent = given.sends.flatMap(({ name, message }) => {
    const prepared = out.request(message, creds, given.baseUrl);
    return prepared.ok ? [{ name, message, request: prepared.request }] : [];
  });
  return [
    rule('CH21', 'builds exactly the expected request', () => {
      for (const one of given.sends)
        same(out.request(one.message, creds, given.baseUrl), one.expect, one.name);
      ok(sent.length > 0, 'no send');
    }),
    rule('CH22', 'carries our outbox id where the vendor drops repeats or echoes it', () => {
      if (!channel.capabilities.idempotencyKey && !channel.capabilities.correlation) return;
      for (const one of sent)
        ok(JSON.stringify(one.request).includes(one.message.outboxId), one.name);
    }),
    rule('CH23', 'never puts a secret into a URL or a body, nor calls another host', () => {
      ok(
        sent.some((one) =>
          secrets.some((secret) => JSON.stringify(one.request.headers).includes(secret)),
        ),
        'no request proves who we are',
      );
      for (const one of sent) {
        for (const secret of secrets)
          ok(!(one.request.url + bodyOf(one.request)).includes(secret), one.name);
        ok(one.request.url.startsWith(`${given.baseUrl}/`), one.name);
        for (const name of Object.keys(one.request.headers)) ok(name === name.toLowerCase(), name);
      }
    }),
    rule('CH24', 'says in plain words why a message cannot be sent here', () => {
      for (const one of given.sends)
        if (!one.expect.ok) ok(/^[A-Z].*\.$/.test(one.expect.error.why), one.name);
    }),
  ];
}

function askRules<Creds>({ out, creds, secrets, given }: Subject<Creds>): Rule[] {
  return [
    rule('CH35', 'asks the vendor about a lost answer where the vendor can be asked', () => {
      same(out.lookup !== null, given.lookups.length > 0);
      for (const one of given.lookups) {
        ok(out.lookup !== null);
        same(
          out.lookup.request(one.message, one.since, creds, given.baseUrl),
          one.request,
          one.name,
        );
        same(out.lookup.read(one.response), one.found, one.name);
        for (const page of PAGES)
          ok(!out.lookup.read(answer(200, page)).ok, `${one.name}: 200 ${page}`);
        ok(!out.lookup.read(answer(500, '')).ok, one.name);
      }
    }),
    rule('CH36', 'proves the credentials with a harmless call', () => {
      const request = out.probe.request(creds, given.baseUrl);
      same(request.method, 'GET');
      for (const secret of secrets) ok(!request.url.includes(secret));
      for (const one of given.probes)
        same(out.probe.read(one.response, creds), one.result, one.name);
      ok(
        given.probes.some((one) => one.result.ok) && given.probes.some((one) => !one.result.ok),
        'no case for both answers',
      );
      for (const page of PAGES) ok(!out.probe.read(answer(200, page), creds).ok, page);
    }),
  ];
}
