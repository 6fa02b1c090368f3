'use client';
import type { Conversation } from '@frontdesk/core/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import type { Tone } from '@frontdesk/ui/chip';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { IconButton } from '@frontdesk/ui/icon-button';
import {
  AlarmClock,
  Check,
  ChevronLeft,
  Eye,
  MessageSquare,
  MoreHorizontal,
  PanelRight,
  Tag,
  Undo2,
  UserPlus,
} from 'lucide-react';
import { useEffect } from 'react';
import { setStatus } from '../inbox/changes.ts';
import { addressOf } from '../inbox/place.ts';
import type { Place } from '../inbox/place.ts';
import {
  useCompany,
  useConversation,
  useList,
  usePeople,
  useReadUpTo,
  useRow,
  useUsable,
} from '../../replica/hooks.ts';
import type { Company } from '../../replica/hooks.ts';
import { isActive, notifications } from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useNow } from '../../shell/clock.ts';
import { navigate } from '../../shell/location.ts';
import { useWindowState } from '../../shell/window-state.ts';
import type { Overlay } from '../../shell/window-state.ts';
import { returnTime } from '../../shell/words.ts';
import { useColdConversation } from './cold-conversation.ts';
import { Composer } from './composer.tsx';
import { newestFromCustomer, seenUpTo } from './timeline-items.ts';
import { Timeline, useTimeline } from './timeline.tsx';

/** The middle: who it is, what was said, and what to answer. */
export function ConversationPane({ place }: { place: Place }) {
  const known = useConversation(place.conversationId);
  const card = useRow('contact_cards', known?.cardId ?? null);
  const usable = useUsable();
  const { me } = useWorkspace();
  const cold = useColdConversation(
    known === undefined && usable ? place.conversationId : null,
    me.organizationId,
  );
  const conversation = known ?? cold?.found?.conversation;
  const contact = card ?? cold?.found?.card;
  return (
    <main
      aria-label="Conversation"
      className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-panel"
    >
      {conversation === undefined ? (
        <NoConversation
          failed={cold?.failure != null}
          asked={place.conversationId !== null}
          place={place}
        />
      ) : (
        <Opened
          key={conversation.id}
          conversation={conversation}
          place={place}
          customer={{
            id: contact?.contactId ?? conversation.cardId,
            name: contact?.name ?? 'Unknown customer',
          }}
        />
      )}
    </main>
  );
}

function NoConversation({
  asked,
  failed,
  place,
}: {
  asked: boolean;
  failed: boolean;
  place: Place;
}) {
  if (asked && !failed) return null;
  if (!asked)
    return (
      <div className="m-auto">
        <EmptyState
          icon={<MessageSquare size={28} strokeWidth={1.5} aria-hidden="true" />}
          title="Pick a conversation"
        >
          J and K move through the list, Enter opens. Press ? for all keys.
        </EmptyState>
      </div>
    );
  return (
    <div className="m-auto">
      <EmptyState
        title="Not found here"
        action={
          <Button
            size="sm"
            onClick={() => navigate(addressOf({ ...place, conversationId: null, details: false }))}
          >
            Back to the list
          </Button>
        }
      >
        This conversation is not on this device, or it is in an inbox that you do not see.
      </EmptyState>
    </div>
  );
}

type Customer = { readonly id: string; readonly name: string };

function Opened({
  conversation,
  place,
  customer,
}: {
  conversation: Conversation;
  place: Place;
  customer: Customer;
}) {
  const company = useCompany(conversation.id);
  const timeline = useTimeline(conversation.id);
  useBeingHere(conversation.id);
  useMarkRead(
    conversation.id,
    Math.max(newestFromCustomer(timeline.items), conversation.lastInboundNumber),
  );
  return (
    <>
      <Head
        conversation={conversation}
        place={place}
        name={customer.name}
        seed={customer.id}
        company={company}
      />
      <Timeline
        conversationId={conversation.id}
        channel={conversation.channel}
        customer={customer}
        company={company}
        timeline={timeline}
      />
      <Composer conversation={conversation} seenUpTo={seenUpTo(timeline.items)} />
    </>
  );
}

/** Colleagues see that I am looking at this, as long as the page is in front. */
function useBeingHere(conversationId: string): void {
  const { presence } = useWorkspace();
  useEffect(() => {
    const say = () =>
      presence.say({
        conversationId: document.visibilityState === 'visible' ? conversationId : null,
        activity: 'viewing',
      });
    say();
    document.addEventListener('visibilitychange', say);
    return () => {
      document.removeEventListener('visibilitychange', say);
      presence.say({ conversationId: null, activity: 'viewing' });
    };
  }, [presence, conversationId]);
}

/** What is on the screen of a page in front is read. */
function useMarkRead(conversationId: string, newest: number): void {
  const { mutate } = useWorkspace();
  const upTo = useReadUpTo(conversationId);
  const mentions = useList(notifications, conversationId);
  useEffect(() => {
    const mark = () => {
      if (document.visibilityState !== 'visible') return;
      if (newest > upTo) mutate('conversation.markRead', { conversationId, upTo: newest });
      for (const { id } of mentions) mutate('notification.read', { notificationId: id });
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [mutate, conversationId, newest, upTo, mentions]);
}

type HeadProps = {
  conversation: Conversation;
  place: Place;
  name: string;
  seed: string;
  company: Company;
};

function Head({ conversation, place, name, seed, company }: HeadProps) {
  const { detailsHidden, toggleDetails } = useWindowState();
  const { me } = useWorkspace();
  const details = () => {
    if (matchMedia('(min-width: 1100px)').matches) toggleDetails();
    else navigate(addressOf({ ...place, details: !place.details }));
  };
  return (
    <header className="@container flex h-11 shrink-0 items-center gap-2 border-b px-3 max-md:h-14 max-md:gap-0.5 max-md:px-1">
      <IconButton
        label="Back to the list"
        icon={<ChevronLeft size={20} />}
        className="md:hidden"
        onClick={() => navigate(addressOf({ ...place, conversationId: null, details: false }))}
      />
      <span className="@max-xl:hidden">
        <Avatar name={name} seed={seed} size="sm" />
      </span>
      <div className="min-w-0 flex-1 @min-xl:flex @min-xl:items-center @min-xl:gap-2">
        <h1 className="truncate text-sm font-semibold @max-xl:leading-4 max-md:text-lg max-md:leading-5">
          <bdi>{name}</bdi>
        </h1>
        <span className="flex items-center gap-2">
          <StatusChip conversation={conversation} />
          <Watching company={company} />
        </span>
      </div>
      {allowed(me, 'conversation.status') ? <HeadActions conversation={conversation} /> : null}
      <IconButton
        label="Details"
        hotkey="]"
        icon={<PanelRight size={16} />}
        pressed={!detailsHidden}
        className="max-lg:bg-transparent max-lg:text-ink-2"
        onClick={details}
      />
    </header>
  );
}

/** What one does with a conversation; on a narrow head, the lesser ones are in "More". */
function HeadActions({ conversation }: { conversation: Conversation }) {
  const workspace = useWorkspace();
  const open = useWindowState((state) => state.open);
  const ids = [conversation.id];
  const pick = (kind: 'assign' | 'tag' | 'snooze' | 'more') => (event: React.MouseEvent) =>
    open({ kind, anchor: event.currentTarget, ids } satisfies Overlay);
  const active = isActive(conversation);
  const StatusIcon = active ? Check : Undo2;
  return (
    <>
      <AssignButton conversation={conversation} onClick={pick('assign')} />
      <IconButton
        label="Snooze"
        hotkey="S"
        icon={<AlarmClock size={16} />}
        onClick={pick('snooze')}
        className="@max-xl:hidden"
      />
      <IconButton
        label="Tag"
        hotkey="T"
        icon={<Tag size={16} />}
        onClick={pick('tag')}
        className="@max-xl:hidden"
      />
      <Button
        size="sm"
        hotkey="E"
        icon={<StatusIcon size={14} aria-hidden="true" />}
        onClick={() => setStatus(workspace, ids, active ? 'RESOLVED' : 'OPEN')}
        className="max-md:h-11"
      >
        {active ? 'Resolve' : 'Reopen'}
      </Button>
      <IconButton label="More" icon={<MoreHorizontal size={16} />} onClick={pick('more')} />
    </>
  );
}

function AssignButton({
  conversation,
  onClick,
}: {
  conversation: Conversation;
  onClick: (event: React.MouseEvent) => void;
}) {
  const people = usePeople();
  const team = useRow('teams', conversation.teamId);
  const assignee =
    conversation.assigneeId === null ? undefined : people.get(conversation.assigneeId);
  const who = assignee?.name.split(' ')[0] ?? team?.name;
  return (
    <Button
      size="sm"
      aria-label="Assign"
      aria-description={who === undefined ? 'Nobody yet' : `Now ${assignee?.name ?? who}`}
      data-tip="Assign"
      data-tip-key="A"
      onClick={onClick}
      icon={
        assignee === undefined ? (
          <UserPlus size={14} aria-hidden="true" />
        ) : (
          <Avatar name={assignee.name} seed={assignee.id} size="xs" />
        )
      }
      className="max-md:h-11"
    >
      {/* Who has it is shown in place of the word, but the button stays "Assign" for speech and for assistive technology. */}
      <span
        data-shown={who ?? 'Assign'}
        className="before:content-[attr(data-shown)] max-sm:hidden"
      />
    </Button>
  );
}

const STATUS: Readonly<Record<Conversation['status'], { words: string; tone: Tone }>> = {
  OPEN: { words: 'Open', tone: 'neutral' },
  PENDING: { words: 'Waiting on customer', tone: 'neutral' },
  RESOLVED: { words: 'Resolved', tone: 'ok' },
  CLOSED: { words: 'Closed', tone: 'ok' },
  SPAM: { words: 'Spam', tone: 'warn' },
};

function StatusChip({ conversation }: { conversation: Conversation }) {
  const now = useNow();
  const { words, tone } = STATUS[conversation.status];
  if (conversation.snoozedUntil !== null && isActive(conversation))
    return (
      <Chip icon={<AlarmClock size={11} aria-hidden="true" />}>
        Until {returnTime(conversation.snoozedUntil, now)}
      </Chip>
    );
  return <Chip tone={tone}>{words}</Chip>;
}

function Watching({ company }: { company: Company }) {
  const { replying, viewing } = company;
  if (replying.length + viewing.length === 0) return null;
  const first = (people: Company['viewing']) =>
    people.map((person) => person.name.split(' ')[0]).join(', ');
  return (
    <span className="flex min-w-0 items-center gap-1 truncate text-xs text-ink-3" role="status">
      {replying.length > 0 ? (
        <span className="font-medium text-accent-ink">{first(replying)} replying</span>
      ) : null}
      {viewing.length > 0 ? (
        <>
          <Eye size={13} aria-hidden="true" className="shrink-0" />
          <span className="sr-only">Also here: </span>
          {first(viewing)}
        </>
      ) : null}
    </span>
  );
}
