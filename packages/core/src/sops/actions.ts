import type { ConversationStatus } from '../entities.ts';

/** How far a run may go by itself: a procedure that is off has none. */
export const RUN_AUTONOMIES = ['suggest', 'approve', 'auto'] as const;
export type RunAutonomy = (typeof RUN_AUTONOMIES)[number];

/** How far a procedure may go by itself, from nothing to everything. */
export const AUTONOMIES = ['off', ...RUN_AUTONOMIES] as const;
export type Autonomy = (typeof AUTONOMIES)[number];

/** The smaller of two: what both allow. */
export const lesserAutonomy = <A extends Autonomy>(a: A, b: A): A =>
  AUTONOMIES.indexOf(a) < AUTONOMIES.indexOf(b) ? a : b;

/** What a procedure can do. Ids are those of the organization's own rows; texts may hold `{{contact.name}}`-style variables. */
export type SopAction =
  | { readonly type: 'send_reply'; readonly text: string }
  | { readonly type: 'add_tag'; readonly tagId: string }
  /** Exactly one of them. */
  | { readonly type: 'assign'; readonly userId: string | null; readonly teamId: string | null }
  | { readonly type: 'set_status'; readonly status: ConversationStatus }
  | { readonly type: 'escalate'; readonly reason: string }
  | { readonly type: 'call_webhook'; readonly webhookId: string }
  | { readonly type: 'send_reset_link'; readonly webhookId: string };

export type ActionType = SopAction['type'];

/**
 * The highest autonomy that an action may ever have, whatever its procedure says. A webhook does what its owner made it
 * do, which we cannot know: a person approves each call. A reset link goes to the address on file only, never to one that
 * a message names, so it may go by itself.
 */
export const HIGHEST_AUTONOMY: { readonly [T in ActionType]: RunAutonomy } = {
  send_reply: 'auto',
  add_tag: 'auto',
  assign: 'auto',
  set_status: 'auto',
  escalate: 'auto',
  call_webhook: 'approve',
  send_reset_link: 'auto',
};

export const ACTION_TYPES = Object.keys(HIGHEST_AUTONOMY) as readonly ActionType[];

/** Variables that a procedure's texts may hold. A missing one blocks the step until a person has seen to it. */
export const TEMPLATE_VARIABLES = [
  'contact.name',
  'contact.firstName',
  'contact.email',
  'contact.phone',
  'conversation.subject',
  'inbox.name',
  'organization.name',
] as const;
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];
