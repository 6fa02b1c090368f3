/** The replicated rows of reading and procedures; how rows cross the wire stands in `entities.ts`. */

import type { Priority, SyncedRow } from '../entities.ts';
import type { ActionType, Autonomy, RunAutonomy } from './actions.ts';

// Scope: workspace (scopeId = organization id)

/** What customers want, in the organization's own words. `name` is what programs call it, as `password_reset`. */
export type Intent = SyncedRow & {
  readonly name: string;
  readonly description: string;
  /** Texts that the reader learns it from. */
  readonly exampleCount: number;
};

/** A procedure as everybody may know of it; its steps and actions are fetched, or stand in its runs. */
export type Sop = SyncedRow & {
  readonly title: string;
  readonly intentId: string | null;
  readonly keywords: readonly string[];
  readonly priority: number;
  readonly enabled: boolean;
  readonly autonomy: Autonomy;
  /** Raised by each change; a run keeps the one that it began with. */
  readonly version: number;
  /** Minutes that a run saves, as its author estimates. */
  readonly minutesSaved: number;
  /** Runs that have ended, and those of them in which every step was done: the success rate. */
  readonly runsEnded: number;
  readonly runsDone: number;
  readonly deletedAt: string | null;
};

// Scope: inbox (scopeId = inbox id)

/** How an inbound message was read. id = associationId('classification', messageId). */
export type Classification = SyncedRow & {
  readonly conversationId: string;
  readonly messageId: string;
  /** The message's number. */
  readonly number: number;
  /** Null when the reader is unsure, or nobody's intent fits. */
  readonly intentId: string | null;
  readonly confidence: number;
  /** The next best, best first. */
  readonly alternatives: readonly { readonly intentId: string; readonly confidence: number }[];
  /** ISO 639-1; null when it cannot be told. */
  readonly language: string | null;
  readonly urgency: Priority;
  /** `BUILT_IN_READER`, or the name of the provider that read it. */
  readonly provider: string;
  readonly ms: number;
  /** What the machine had said, once a person has corrected it. */
  readonly readIntentId: string | null;
  readonly correctedById: string | null;
  readonly correctedAt: string | null;
};

export const RUN_STATES = [
  /** Waits for a person: to be approved, or used as a suggestion. */
  'PROPOSED',
  'RUNNING',
  'DONE',
  /** Ended before its end: by a person who took over, by a customer who wrote again, by a guard. */
  'STOPPED',
  'FAILED',
  /** A person did not want it. */
  'DISMISSED',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A procedure at work on a conversation, at the version that it began with. */
export type SopRun = SyncedRow & {
  readonly conversationId: string;
  /** The message that called for it, and its number: where the run stands in the timeline. */
  readonly messageId: string;
  readonly number: number;
  readonly sopId: string;
  readonly sopVersion: number;
  readonly title: string;
  /** The plain steps of that version. */
  readonly guide: readonly string[];
  /** How well the procedure fits, 0 to 1, and why, in words. */
  readonly score: number;
  readonly because: string;
  /** How sure the reader was of the message, 0 to 1. */
  readonly confidence: number;
  /** The procedure's own, or less where a guard or an owner asks for it. */
  readonly autonomy: RunAutonomy;
  readonly state: RunState;
  /** Why it stopped, failed, or may do less than its procedure says; in plain words. */
  readonly reason: string | null;
  readonly minutesSaved: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** The user who ended it. */
  readonly endedById: string | null;
};

export const STEP_STATES = [
  /** Its turn has not come. */
  'WAITING',
  /** A person decides. */
  'PROPOSED',
  /** Something is missing that only a person can add. */
  'BLOCKED',
  'RUNNING',
  'DONE',
  'SKIPPED',
  'FAILED',
  /** The run ended before its turn. */
  'STOPPED',
] as const;
export type StepState = (typeof STEP_STATES)[number];

export type SopRunStep = SyncedRow & {
  readonly conversationId: string;
  readonly runId: string;
  /** From 0. */
  readonly position: number;
  readonly action: ActionType;
  /** The action's parameters with names for people, variables filled in. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly autonomy: RunAutonomy;
  readonly state: StepState;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: string | null;
  readonly approvedById: string | null;
  readonly approvedAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
};
