import type {
  Membership,
  Team,
  TeamMember,
  Tag,
  CannedReply,
  Inbox,
  ContactCard,
  Conversation,
  Message,
  Note,
  Attachment,
  ConversationTag,
  TimelineEvent,
  ReadState,
  Notification,
} from './entities.ts';
import type { Classification, Intent, Sop, SopRun, SopRunStep } from './sops/entities.ts';

/** Every replicated entity by its table's name. */
export type Entities = {
  memberships: Membership;
  teams: Team;
  team_members: TeamMember;
  tags: Tag;
  canned_replies: CannedReply;
  intents: Intent;
  sops: Sop;
  inboxes: Inbox;
  contact_cards: ContactCard;
  conversations: Conversation;
  messages: Message;
  notes: Note;
  attachments: Attachment;
  conversation_tags: ConversationTag;
  timeline_events: TimelineEvent;
  classifications: Classification;
  sop_runs: SopRun;
  sop_run_steps: SopRunStep;
  read_states: ReadState;
  notifications: Notification;
};

export type EntityName = keyof Entities;

export const ENTITY_NAMES = [
  'memberships',
  'teams',
  'team_members',
  'tags',
  'canned_replies',
  'intents',
  'sops',
  'inboxes',
  'contact_cards',
  'conversations',
  'messages',
  'notes',
  'attachments',
  'conversation_tags',
  'timeline_events',
  'classifications',
  'sop_runs',
  'sop_run_steps',
  'read_states',
  'notifications',
] as const satisfies readonly EntityName[];
