'use client';
import type { Conversation } from '@frontdesk/core/entities';
import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { MessageSquare } from 'lucide-react';
import { memo, useEffect, useMemo } from 'react';
import { addressOf, placeHere } from '../inbox/place.ts';
import { useConversation, useList, useReadUpTo, useRow, useUsable } from '../../replica/hooks.ts';
import { notifications } from '../../replica/indexes.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { navigate } from '../../shell/location.ts';
import { useColdConversation } from './cold-conversation.ts';
import { CompanyLine } from './company-line.tsx';
import { Composer } from './composer.tsx';
import { ConversationHead } from './conversation-head.tsx';
import type { HeadOf } from './conversation-head.tsx';
import { newestFromCustomer, seenUpTo } from './timeline-items.ts';
import { Timeline, useTimeline } from './timeline.tsx';
import { useShownConversation } from './use-shown-conversation.ts';

/** `wanted`: the conversation that the address names. */
type PaneProps = { wanted: string | null };

/** The middle: who it is, what was said, and what to answer. */
export const ConversationPane = memo(function ConversationPane({ wanted }: PaneProps) {
  const shown = useShownConversation(wanted);
  const known = useConversation(shown);
  const card = useRow('contact_cards', known?.cardId ?? null);
  const usable = useUsable();
  const { me } = useWorkspace();
  const cold = useColdConversation(known === undefined && usable ? shown : null, me.organizationId);
  const conversation = known ?? cold?.found?.conversation;
  const contact = card ?? cold?.found?.card;
  return (
    <main
      aria-label="Conversation"
      // Nobody writes to the one before while the next one comes.
      inert={shown !== wanted}
      className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-panel"
    >
      {conversation === undefined ? (
        <NoConversation failed={cold?.failure != null} asked={shown !== null} />
      ) : (
        <Opened
          key={conversation.id}
          conversation={conversation}
          customerId={contact?.contactId ?? conversation.cardId}
          customerName={contact?.name ?? 'Unknown customer'}
        />
      )}
    </main>
  );
});

function NoConversation({ asked, failed }: { asked: boolean; failed: boolean }) {
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
            onClick={() =>
              navigate(addressOf({ ...placeHere(), conversationId: null, details: false }))
            }
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

type OpenedProps = {
  conversation: Conversation;
  customerId: string;
  customerName: string;
};

const Opened = memo(function Opened({ conversation, customerId, customerName }: OpenedProps) {
  const { id } = conversation;
  const customer = useMemo(
    () => ({ id: customerId, name: customerName }),
    [customerId, customerName],
  );
  const timeline = useTimeline(id);
  useBeingHere(id);
  const isHere = timeline.window !== 'loading';
  const newest = Math.max(newestFromCustomer(timeline.items), conversation.lastInboundNumber);
  return (
    <>
      <ConversationHead
        conversation={useHeadOf(conversation)}
        name={customerName}
        seed={customerId}
      />
      <Timeline channel={conversation.channel} customer={customer} timeline={timeline} />
      <CompanyLine conversationId={id} customer={customerName} />
      <Composer conversation={conversation} seenUpTo={isHere ? seenUpTo(timeline.items) : null} />
      {isHere ? <MarkRead conversationId={id} newest={newest} /> : null}
    </>
  );
});

/** What the head shows of a conversation: the same object while that is the same. */
function useHeadOf(conversation: Conversation): HeadOf {
  const { id, status, snoozedUntil, assigneeId, teamId, aiRunId } = conversation;
  return useMemo(
    () => ({ id, status, snoozedUntil, assigneeId, teamId, aiRunId }),
    [id, status, snoozedUntil, assigneeId, teamId, aiRunId],
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

/** What is on the screen of a page in front is read. A part of its own, so that nothing else is drawn anew when it is. */
function MarkRead({ conversationId, newest }: { conversationId: string; newest: number }) {
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
  return null;
}
