import { deepStrictEqual as same, ok } from 'node:assert/strict';
import type { SocketOutbound } from '../channel.ts';
import type { SocketFixture } from './fixture.ts';
import { rule, type Rule } from './rule.ts';

export function socketRules(out: SocketOutbound, given: SocketFixture): Rule[] {
  return [
    rule('CH40', 'builds exactly the expected frame, with our outbox id in it', () => {
      ok(given.sends.length > 0, 'no send');
      for (const one of given.sends) {
        same(out.frame(one.message), { event: one.event, data: one.data }, one.name);
        ok(JSON.stringify(one.data).includes(one.message.outboxId), one.name);
        ok(out.externalId(one.message).includes(one.message.outboxId), one.name);
      }
    }),
    rule('CH41', "knows where a visitor's file lies", () => {
      for (const one of given.media) same(out.mediaRequest(one.ref), one.plan, one.name);
    }),
    rule('CH42', 'takes back what it sent under the id that the visitor knows', () => {
      for (const one of given.sends) {
        ok(
          JSON.stringify(out.revokeFrame(out.externalId(one.message)).data).includes(
            one.message.outboxId,
          ),
          one.name,
        );
      }
      ok(out.typingFrame(true).event === out.typingFrame(false).event);
    }),
  ];
}
