import { deepStrictEqual as same, ok } from 'node:assert/strict';
import { classifyNetworkFailure } from '../answers.ts';
import type { Channel, HttpOutbound, Outcome } from '../channel.ts';
import { answer } from './fixture.ts';
import { rule, type Rule } from './rule.ts';
import { PAGES, type Subject } from './subject.ts';

export const answerRules = <Creds>(subject: Subject<Creds>): readonly Rule[] => [
  ...lostAnswerRules(subject),
  ...finalAnswerRules(subject),
];

const kindBy =
  <Creds>(out: HttpOutbound<Creds>) =>
  (status: number, body: string): Outcome['kind'] =>
    out.classify(answer(status, body)).kind;

/** What becomes of a send whose answer was lost. */
const lostBy = <Creds>(channel: Channel<Creds>): Outcome['kind'] =>
  channel.capabilities.idempotencyKey ? 'retry' : 'uncertain';

function lostAnswerRules<Creds>({ channel, out, given }: Subject<Creds>): Rule[] {
  const kindOf = kindBy(out);
  const lost = lostBy(channel);
  return [
    rule('CH25', 'classifies each known answer', () => {
      for (const one of given.responses) same(out.classify(one.response), one.outcome, one.name);
      for (const kind of ['accepted', 'retry', 'rejected', 'reauth'] as const)
        ok(
          given.responses.some((one) => one.outcome.kind === kind),
          `no ${kind}`,
        );
    }),
    rule('CH26', 'retries what was certainly not done: 429, and a 503 without words', () => {
      for (const page of PAGES)
        for (const status of [429, 503]) same(kindOf(status, page), 'retry', `${status} ${page}`);
    }),
    rule(
      'CH27',
      "takes a proxy's error page, and a success that it cannot read, for a lost answer",
      () => {
        for (const page of PAGES)
          for (const status of [200, 202, 204, 408, 500, 502, 504])
            same(kindOf(status, page), lost, `${status} ${page}`);
      },
    ),
  ];
}

function finalAnswerRules<Creds>({ channel, out, secrets, given }: Subject<Creds>): Rule[] {
  const kindOf = kindBy(out);
  const lost = lostBy(channel);
  return [
    rule('CH28', 'asks for new credentials on a 401, whatever it says', () => {
      for (const page of PAGES) same(kindOf(401, page), 'reauth', page);
    }),
    rule('CH29', 'refuses for good what the vendor refused', () => {
      for (const page of PAGES)
        for (const status of [400, 404, 422])
          same(kindOf(status, page), 'rejected', `${status} ${page}`);
    }),
    rule('CH30', 'tries again only when nothing was written, or the vendor drops repeats', () => {
      for (const one of given.failures)
        same(out.classifyFailure(one.failure).kind, one.kind, one.name);
      for (const kind of ['dns', 'refused', 'tls', 'timeout', 'reset', 'too-large'] as const) {
        same(out.classifyFailure({ kind, requestWritten: false, detail: 'x' }).kind, 'retry', kind);
        same(out.classifyFailure({ kind, requestWritten: true, detail: 'x' }).kind, lost, kind);
      }
      const blocked = { kind: 'address-refused', requestWritten: false, detail: 'x' } as const;
      same(out.classifyFailure(blocked), classifyNetworkFailure(blocked, false));
    }),
    rule('CH31', 'repeats no secret of an answer and says why in plain words', () => {
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
    }),
  ];
}
