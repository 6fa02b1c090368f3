import type { MessageType } from '@frontdesk/core/entities';
import type { Deps } from '../deps.ts';

/** What is known of an inbound message when it is stored: decides which step of the pipeline is its first. */
export type MessageFacts = {
  readonly type: MessageType;
  /** It opened a conversation again that had been finished. */
  readonly reopened: boolean;
  readonly assigned: boolean;
  readonly spam: boolean;
};

/** The message that a step works on. */
export type PipelineMessage = {
  readonly id: string;
  readonly number: number;
  readonly organizationId: string;
  readonly inboxId: string;
  readonly channel: string;
  readonly conversationId: string;
};

export type PipelineDeps = Pick<
  Deps,
  'db' | 'bus' | 'log' | 'now' | 'sealing' | 'readers' | 'ai' | 'matchers'
>;

/** One arrow of the pipeline behind an inbound message. After a crash it runs again, so it does nothing twice that shows. */
export type PipelineStep = {
  /** Recorded with the message; a name once used is never given to another step. */
  readonly name: string;
  /** Is there anything to do for such a message? Asked when it is stored. */
  readonly applies: (facts: MessageFacts) => boolean;
  readonly run: (deps: PipelineDeps, message: PipelineMessage) => Promise<void>;
};
