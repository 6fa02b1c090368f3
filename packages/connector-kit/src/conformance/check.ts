import type { Fixture } from './fixture.ts';
import { inboundRules } from './inbound-rules.ts';
import { outboundRules } from './outbound-rules.ts';
import type { Rule } from './rule.ts';

/** One list of rules for every channel; a folder supplies only its fixture. */
export const rulesFor = <Creds>(fixture: Fixture<Creds>): readonly Rule[] => [
  ...inboundRules(fixture),
  ...outboundRules(fixture),
];

export type Broken = { readonly rule: string; readonly says: string; readonly because: string };

/** The rules that a channel breaks. */
export function brokenRules<Creds>(fixture: Fixture<Creds>): readonly Broken[] {
  return rulesFor(fixture).flatMap((rule) => {
    try {
      rule.run();
      return [];
    } catch (error) {
      return [
        {
          rule: rule.id,
          says: rule.says,
          because: error instanceof Error ? error.message : String(error),
        },
      ];
    }
  });
}
