import { deepStrictEqual as same, ok } from 'node:assert/strict';
import { classifyNetworkFailure } from '../answers.ts';
import type {
  Channel,
  HttpOutbound,
  HttpRequest,
  OutboundMessage,
  Outcome,
  SocketOutbound,
} from '../channel.ts';
import { bodyText } from '../lenient-json.ts';
import { mediaKindFor } from '../limits.ts';
import { answer, type Fixture, type HttpFixture, type SocketFixture } from './fixture.ts';
import type { Rule } from './rule.ts';

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
    ...mediaRules(subject),
    ...askRules(subject),
  ];
}

type Subject<Creds> = {
  readonly channel: Channel<Creds>;
  readonly out: HttpOutbound<Creds>;
  readonly creds: Creds;
  readonly secrets: readonly string[];
  readonly given: HttpFixture;
};

const bodyOf = (request: HttpRequest): string =>
  request.body === null || typeof request.body === 'string'
    ? (request.body ?? '')
    : request.body.map(bodyText).join('');

function limitRules<Creds>({ limits }: Channel<Creds>): Rule[] {
  return [
    {
      id: 'CH20',
      says: 'states limits that can be checked',
      run: () => {
        ok(limits.textChars > 0);
        for (const [kind, limit] of Object.entries(limits.media)) {
          ok(limit.maxBytes > 0 && limit.mimeTypes.length > 0, kind);
          for (const mime of limit.mimeTypes)
            ok(mediaKindFor(limits, mime) !== null && mime === mime.toLowerCase(), mime);
        }
        for (const rate of [limits.perInbox, limits.perPair])
          ok(rate === null || (rate.everyMs > 0 && rate.burst >= 0));
        same(structuredClone(limits), JSON.parse(JSON.stringify(limits)));
      },
    },
  ];
}

function requestRules<Creds>({ channel, out, creds, secrets, given }: Subject<Creds>): Rule[] {
  const sent = given.sends.flatMap(({ name, message }) => {
    const prepared = out.request(message, creds, given.baseUrl);
    return prepared.ok ? [{ name, message, request: prepared.request }] : [];
  });
  return [
    {
      id: 'CH21',
      says: 'builds exactly the expected request',
      run: () => {
        for (const one of given.sends)
          same(out.request(one.message, creds, given.baseUrl), one.expect, one.name);
        ok(sent.length > 0, 'no send');
      },
    },
    {
      id: 'CH22',
      says: 'carries our outbox id where the vendor drops repeats or echoes it',
      run: () => {
        if (!channel.capabilities.idempotencyKey && !channel.capabilities.correlation) return;
        for (const one of sent)
          ok(JSON.stringify(one.request).includes(one.message.outboxId), one.name);
      },
    },
    {
      id: 'CH23',
      says: 'never puts a secret into a URL or a body, nor calls another host',
      run: () => {
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
          for (const name of Object.keys(one.request.headers))
            ok(name === name.toLowerCase(), name);
        }
      },
    },
    {
      id: 'CH24',
      says: 'says in plain words why a message cannot be sent here',
      run: () => {
        for (const one of given.sends)
          if (!one.expect.ok) ok(/^[A-Z].*\.$/.test(one.expect.error.why), one.name);
      },
    },
  ];
}

const PAGES: readonly string[] = [
  '<html>bad gateway</html>',
  '',
  '[]',
  'null',
  '{"data":null,"error":null,"messages":[null]}',
];

function answerRules<Creds>({ channel, out, secrets, given }: Subject<Creds>): Rule[] {
  const kindOf = (status: number, body: string): Outcome['kind'] =>
    out.classify(answer(status, body)).kind;
  const lost: Outcome['kind'] = channel.capabilities.idempotencyKey ? 'retry' : 'uncertain';
  return [
    {
      id: 'CH25',
      says: 'classifies each known answer',
      run: () => {
        for (const one of given.responses) same(out.classify(one.response), one.outcome, one.name);
        for (const kind of ['accepted', 'retry', 'rejected', 'reauth'] as const)
          ok(
            given.responses.some((one) => one.outcome.kind === kind),
            `no ${kind}`,
          );
      },
    },
    {
      id: 'CH26',
      says: 'retries what was certainly not done: 429, and a 503 without words',
      run: () => {
        for (const page of PAGES)
          for (const status of [429, 503]) same(kindOf(status, page), 'retry', `${status} ${page}`);
      },
    },
    {
      id: 'CH27',
      says: "takes a proxy's error page, and a success that it cannot read, for a lost answer",
      run: () => {
        for (const page of PAGES)
          for (const status of [200, 202, 204, 500, 502, 504])
            same(kindOf(status, page), lost, `${status} ${page}`);
      },
    },
    {
      id: 'CH28',
      says: 'asks for new credentials on a 401, whatever it says',
      run: () => {
        for (const page of PAGES) same(kindOf(401, page), 'reauth', page);
      },
    },
    {
      id: 'CH29',
      says: 'refuses for good what the vendor refused',
      run: () => {
        for (const page of PAGES)
          for (const status of [400, 404, 422])
            same(kindOf(status, page), 'rejected', `${status} ${page}`);
      },
    },
    {
      id: 'CH30',
      says: 'tries again only when nothing was written, or the vendor drops repeats',
      run: () => {
        for (const one of given.failures)
          same(out.classifyFailure(one.failure).kind, one.kind, one.name);
        for (const kind of ['dns', 'refused', 'tls', 'timeout', 'reset', 'too-large'] as const) {
          same(
            out.classifyFailure({ kind, requestWritten: false, detail: 'x' }).kind,
            'retry',
            kind,
          );
          same(out.classifyFailure({ kind, requestWritten: true, detail: 'x' }).kind, lost, kind);
        }
        const blocked = { kind: 'address-refused', requestWritten: false, detail: 'x' } as const;
        same(out.classifyFailure(blocked), classifyNetworkFailure(blocked, false));
      },
    },
    {
      id: 'CH31',
      says: 'repeats no secret of an answer and says why in plain words',
      run: () => {
        for (const secret of secrets)
          for (const status of [200, 400, 401, 500]) {
            const echoed = answer(status, {
              message: secret,
              error: { message: secret, code: 100, error_data: { details: secret } },
            });
            ok(!JSON.stringify(out.classify(echoed)).includes(secret), String(status));
          }
        for (const one of given.responses)
          if ('why' in one.outcome) ok(/^[A-Z].*\.$/.test(one.outcome.why), one.name);
      },
    },
  ];
}

function mediaRules<Creds>({ channel, out, creds, secrets, given }: Subject<Creds>): Rule[] {
  const kinds = Object.keys(channel.limits.media);
  return [
    {
      id: 'CH32',
      says: 'knows how to fetch what a customer sent',
      run: () => {
        for (const one of given.media) {
          const plan = out.mediaRequest(one.ref, creds, given.baseUrl);
          same(JSON.parse(JSON.stringify(plan)), JSON.parse(JSON.stringify(one.plan)), one.name);
          if (plan.kind !== 'locate') continue;
          ok(one.located !== undefined, `${one.name}: no answer to locate`);
          const located = plan.read(one.located.response);
          ok(located.ok && located.request.url === one.located.url, one.name);
          for (const [status, page] of [
            [200, '<html>'],
            [404, ''],
            [500, 'x'],
            [200, '{"url":7}'],
          ] as const)
            ok(!plan.read(answer(status, page)).ok, `${one.name}: ${status}`);
        }
        same(
          out.mediaRequest(
            { id: null, url: null, mime: null, fileName: null, sha256: null, size: null },
            creds,
            given.baseUrl,
          ).kind,
          'impossible',
        );
        same(
          out.mediaRequest(
            {
              id: null,
              url: 'javascript:alert(1)',
              mime: null,
              fileName: null,
              sha256: null,
              size: null,
            },
            creds,
            given.baseUrl,
          ).kind,
          'impossible',
        );
      },
    },
    {
      id: 'CH33',
      says: 'uploads exactly where files can be sent, with the bytes untouched',
      run: () => {
        same(out.mediaUpload !== null, kinds.length > 0);
        if (out.mediaUpload === null) return same(given.uploads.length, 0);
        ok(given.uploads.length > 0, 'no upload');
        for (const one of given.uploads) {
          const request = out.mediaUpload.request(one.upload, creds, given.baseUrl);
          same(request.url, one.url, one.name);
          ok(
            typeof request.body !== 'string' &&
              Buffer.concat(request.body ?? []).includes(Buffer.from(one.upload.bytes)),
            one.name,
          );
          for (const secret of secrets)
            ok(!(request.url + bodyOf(request)).includes(secret), one.name);
          same(out.mediaUpload.read(one.response), one.outcome, one.name);
          for (const page of PAGES)
            ok(
              out.mediaUpload.read(answer(200, page)).kind === 'retry',
              `${one.name}: 200 ${page}`,
            );
        }
      },
    },
    {
      id: 'CH34',
      says: 'builds a message with a file for each kind it takes, and refuses it where it takes none',
      run: () => {
        const any = given.sends[0];
        ok(any !== undefined);
        const withFile = (kind: string): OutboundMessage => ({
          ...any.message,
          text: '',
          media: {
            kind,
            mediaId: 'media-77',
            mime: 'x/y',
            fileName: 'a "b".pdf',
          } as OutboundMessage['media'],
        });
        for (const kind of kinds) {
          const prepared = out.request(withFile(kind), creds, given.baseUrl);
          ok(prepared.ok && bodyOf(prepared.request).includes('media-77'), kind);
        }
        if (kinds.length === 0) ok(!out.request(withFile('IMAGE'), creds, given.baseUrl).ok);
      },
    },
  ];
}

function askRules<Creds>({ out, creds, secrets, given }: Subject<Creds>): Rule[] {
  return [
    {
      id: 'CH35',
      says: 'asks the vendor about a lost answer where the vendor can be asked',
      run: () => {
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
      },
    },
    {
      id: 'CH36',
      says: 'proves the credentials with a harmless call',
      run: () => {
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
      },
    },
  ];
}

function socketRules(out: SocketOutbound, given: SocketFixture): Rule[] {
  return [
    {
      id: 'CH40',
      says: 'builds exactly the expected frame, with our outbox id in it',
      run: () => {
        ok(given.sends.length > 0, 'no send');
        for (const one of given.sends) {
          same(out.frame(one.message), { event: one.event, data: one.data }, one.name);
          ok(JSON.stringify(one.data).includes(one.message.outboxId), one.name);
          ok(out.externalId(one.message).includes(one.message.outboxId), one.name);
        }
      },
    },
    {
      id: 'CH41',
      says: "knows where a visitor's file lies",
      run: () => {
        for (const one of given.media) same(out.mediaRequest(one.ref), one.plan, one.name);
      },
    },
    {
      id: 'CH42',
      says: 'takes back what it sent under the id that the visitor knows',
      run: () => {
        for (const one of given.sends) {
          ok(
            JSON.stringify(out.revokeFrame(out.externalId(one.message)).data).includes(
              one.message.outboxId,
            ),
            one.name,
          );
        }
        ok(out.typingFrame(true).event === out.typingFrame(false).event);
      },
    },
  ];
}
