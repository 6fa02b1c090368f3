'use client';
import type { Message } from '@frontdesk/core/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { IconButton } from '@frontdesk/ui/icon-button';
import { CheckCircle2, PanelLeft, RotateCcw } from 'lucide-react';
import { useConversation, useList, usePeople, useRow } from '../../replica/hooks.ts';
import { messagesThatNeedPerson } from '../../replica/indexes.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { useNow } from '../../shell/clock.ts';
import { AppLink } from '../../shell/app-link.tsx';
import { useWindowState } from '../../shell/window-state.ts';
import { age, counted, fullTime } from '../../shell/words.ts';
import { NO_FILTERS, addressOf } from '../inbox/place.ts';
import { Unparsed } from './unparsed.tsx';

/** Everything that did not go out and waits for a person, newest first, with the reason and the way on. */
export function DeadLetters() {
  const messages = useList(messagesThatNeedPerson);
  const { mutate } = useWorkspace();
  const toggleViews = useWindowState((state) => state.toggleViews);
  const failed = messages.filter((message) => message.status === 'FAILED');
  const retryAll = () => {
    for (const message of failed)
      mutate('message.send', { messageId: message.id, seenUpTo: message.seenUpTo ?? 0 });
  };
  return (
    <main aria-label="Failed sends" className="flex min-w-0 flex-1 flex-col bg-panel">
      <header className="flex h-11 shrink-0 items-center gap-2 border-b px-4 max-md:h-14">
        <IconButton
          label="Views"
          icon={<PanelLeft size={16} />}
          onClick={toggleViews}
          className="-ml-2 lg:hidden"
        />
        <h1 className="text-sm font-semibold max-md:text-xl">Failed sends</h1>
        <span className="tabular flex-1 text-sm text-ink-3">{messages.length}</span>
        {failed.length > 1 ? (
          <Button size="sm" icon={<RotateCcw size={13} aria-hidden="true" />} onClick={retryAll}>
            Try all {failed.length} again
          </Button>
        ) : null}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {messages.length === 0 ? (
          <EmptyState
            icon={<CheckCircle2 size={28} strokeWidth={1.5} aria-hidden="true" />}
            title="Everything went out"
          >
            When a channel refuses a message, or its answer is lost, it waits here with the reason.
          </EmptyState>
        ) : (
          <ul aria-label={counted(messages.length, 'message')}>
            {messages
              .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
              .map((message) => (
                <Row key={message.id} message={message} />
              ))}
          </ul>
        )}
        <Unparsed />
      </div>
    </main>
  );
}

const STATES = {
  FAILED: { words: 'Not sent', tone: 'bad', action: 'Try again' },
  UNCERTAIN: { words: 'May have arrived', tone: 'warn', action: 'Send anyway' },
  HELD: { words: 'Needs a look', tone: 'warn', action: 'Send anyway' },
} as const;

function Row({ message }: { message: Message }) {
  const conversation = useConversation(message.conversationId);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  const now = useNow();
  const name = card?.name ?? 'Unknown customer';
  const state = STATES[message.status as keyof typeof STATES];
  const view = { kind: 'open' } as const;
  const { conversationId } = message;
  return (
    <li className="flex flex-wrap items-start gap-3 border-b px-4 py-3">
      <Avatar
        name={name}
        seed={card?.contactId ?? conversationId}
        {...(conversation === undefined ? {} : { channel: conversation.channel })}
      />
      <div className="min-w-52 flex-1">
        <p className="flex items-center gap-2">
          <AppLink
            href={addressOf({ view, filters: NO_FILTERS, conversationId, details: false })}
            className="truncate font-medium hover:underline"
          >
            {name}
          </AppLink>
          <Chip tone={state.tone}>{state.words}</Chip>
          <time
            className="text-xs text-ink-3"
            dateTime={message.createdAt}
            title={fullTime(message.createdAt)}
          >
            {age(message.createdAt, now)}
          </time>
        </p>
        <Said message={message} tone={state.tone} />
      </div>
      <WaysOn message={message} seenUpTo={conversation?.lastNumber ?? message.seenUpTo ?? 0} />
    </li>
  );
}

function Said({ message, tone }: { message: Message; tone: 'bad' | 'warn' }) {
  const author = usePeople().get(message.authorId ?? '');
  return (
    <>
      <p className="line-clamp-2 text-ink-2" dir="auto">
        {author === undefined ? '' : `${author.name}: `}
        {message.text || 'A file'}
      </p>
      <p className={tone === 'bad' ? 'text-xs text-bad' : 'text-xs text-warn'}>
        {message.errorText ?? 'No reason was given.'}
      </p>
    </>
  );
}

function WaysOn({ message, seenUpTo }: { message: Message; seenUpTo: number }) {
  const { mutate } = useWorkspace();
  const messageId = message.id;
  return (
    <div className="flex gap-1.5">
      {message.status === 'UNCERTAIN' ? null : (
        <Button size="sm" tone="quiet" onClick={() => mutate('message.discard', { messageId })}>
          Discard
        </Button>
      )}
      <Button
        size="sm"
        icon={<RotateCcw size={13} aria-hidden="true" />}
        onClick={() => mutate('message.send', { messageId, seenUpTo })}
      >
        {STATES[message.status as keyof typeof STATES].action}
      </Button>
    </div>
  );
}
