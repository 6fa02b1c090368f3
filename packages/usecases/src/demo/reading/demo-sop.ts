import type { ConversationStatus } from '@frontdesk/core/entities';
import type { Autonomy } from '@frontdesk/core/sops/actions';
import type { DEMO_PEOPLE, DEMO_TEAMS, DemoTag } from '../cast.ts';

/** What the demo workspace's systems are told by name; the seed gives each an address. */
export const DEMO_WEBHOOKS = ['Member portal', 'Simulator control', 'Booking system'] as const;
export type DemoWebhook = (typeof DEMO_WEBHOOKS)[number];

/** An action as core's `SopAction`, with names where a workspace has ids. */
export type DemoAction =
  | { readonly type: 'send_reply'; readonly text: string }
  | { readonly type: 'add_tag'; readonly tag: DemoTag }
  | { readonly type: 'assign'; readonly team: (typeof DEMO_TEAMS)[number]['name'] }
  | { readonly type: 'assign'; readonly person: (typeof DEMO_PEOPLE)[number]['email'] }
  | { readonly type: 'set_status'; readonly status: ConversationStatus }
  | { readonly type: 'escalate'; readonly reason: string }
  | { readonly type: 'call_webhook'; readonly webhook: DemoWebhook }
  | { readonly type: 'send_reset_link'; readonly webhook: DemoWebhook };

export type DemoSop = {
  /** Stable within the demo; what paraphrases and tests call it. */
  readonly key: string;
  readonly title: string;
  /** A name of the demo's intents. */
  readonly intent: string;
  readonly keywords: readonly string[];
  readonly steps: readonly string[];
  readonly actions: readonly DemoAction[];
  /** The higher one comes first where two fit alike. */
  readonly priority: number;
  readonly autonomy: Autonomy;
  readonly minutesSaved: number;
};

export type DemoIntent = {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
};
