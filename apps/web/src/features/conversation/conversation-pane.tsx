'use client';
import type { Conversation } from '@frontdesk/core/entities';
import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { MessageSquare } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { addressOf } from '../inbox/place.ts';
import type { Place } from '../inbox/place.ts';
import {
  useCompany,
  useConversation,
  useList,
  useReadUpTo,
  useRow,
  useUsable,
} from '../../replica/hooks.ts';
import { notifications } from '../../replica/indexes.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { navigate } from '../../shell/location.ts';
import { useColdConversation } from './cold-conversation.ts';
import { CompanyLine } from './company-line.tsx';
import { Composer } from './composer.tsx';
import { ConversationHead } from './conversation-head.tsx';
import { newestFromCustomer, seenUpTo } from './timeline-items.ts';
import { Timeline, useTimeline } from './timeline.tsx';
import { useShownConversation } from './use-shown-conversation.ts';

/** The middle: who it is, what was said, and what to answer. */
export function ConversationPane({ place }: { place: Place }) {
  const shown = useShownConversation(place.conversationId);
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
      inert={shown !== place.conversationId}
      className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-panel"
    >
      {conversation === undefined ? (
        <NoConversation failed={cold?.failure != null} asked={shown !== null} place={place} />
      ) : (
        <Opened
          key={conversation.id}
          conversation={conversation}
          place={{ ...place, conversationId: shown }}
          customerId={contact?.contactId ?? conversation.cardId}
          customerName={contact?.name ?? 'Unknown customer'}
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

type OpenedProps = {
  conversation: Conversation;
  place: Place;
  customerId: string;
  customerName: string;
};

function Opened({ conversation, place, customerId, customerName }: OpenedProps) {
  const customer = useMemo(
    () => ({ id: customerId, name: customerName }),
    [customerId, customerName],
  );
  const company = useCompany(conversation.id);
  const timeline = useTimeline(conversation.id);
  useBeingHere(conversation.id);
  const isHere = timeline.window !== 'loading';
  useMarkRead(
    conversation.id,
    isHere ? Math.max(newestFromCustomer(timeline.items), conversation.lastInboundNumber) : 0,
  );
  return (
    <>
      <ConversationHead
        conversation={conversation}
        place={place}
        name={customer.name}
        seed={customer.id}
        company={company}
      />
      <Timeline channel={conversation.channel} customer={customer} timeline={timeline} />
      <CompanyLine customer={customer.name} company={company} />
      <Composer conversation={conversation} seenUpTo={isHere ? seenUpTo(timeline.items) : null} />
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
