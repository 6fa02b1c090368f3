import type { Conversation, Message } from '@frontdesk/core/entities';
import type { Classification } from '@frontdesk/core/sops/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { Button } from '@frontdesk/ui/button';
import { channelName } from '@frontdesk/ui/channel-mark';
import clsx from 'clsx';
import { CornerUpLeft, LayoutTemplate, MapPin, RotateCcw, Sparkles } from 'lucide-react';
import { memo, use, useState } from 'react';
import { request } from '../../api/request.ts';
import { useAttachments, useConversation, usePeople, useRow } from '../../replica/hooks.ts';
import { needsPerson } from '../../replica/row-states.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { clockTime, fullTime } from '../../shell/words.ts';
import { ReadingMark } from '../reading/reading-line.tsx';
import { AttachmentView } from './attachment-view.tsx';
import { AUTHOR_WORDS } from './author-words.ts';
import { Delivery } from './delivery.tsx';
import { templateName } from './held-cards.ts';
import { LinkedText } from './linked-text.tsx';
import { TemplateOffer } from './template-offer.tsx';
import { lateBy } from './timeline-items.ts';
import { useWindowClosed } from './use-window-closed.ts';
import { HistoryFiles } from './use-history.ts';

type MessageProps = {
  message: Message;
  customer: { id: string; name: string };
  channel: Parameters<typeof channelName>[0];
  /** The same author wrote the line above a moment ago: the face stands once, at the last. */
  last: boolean;
  first: boolean;
  /** The newest number on the screen where the message needs a person; null elsewhere, so that a new line draws no other one anew. */
  seenUpTo: number | null;
  /** How it was read, for a mark beside it. */
  reading: Classification | undefined;
};

export const MessageView = memo(function MessageView({
  message,
  customer,
  channel,
  last,
  first,
  seenUpTo,
  reading,
}: MessageProps) {
  const inbound = message.direction === 'INBOUND';
  const people = usePeople();
  const author = message.authorId === null ? undefined : people.get(message.authorId);
  const name = inbound ? customer.name : (author?.name ?? AUTHOR_WORDS[message.authorKind]);
  return (
    <article
      aria-label={`${name}, ${clockTime(message.vendorAt ?? message.createdAt)}`}
      className={clsx(
        'group/message flex gap-2',
        inbound ? 'pr-10 md:pr-16' : 'flex-row-reverse pl-10 md:pl-16',
        first ? 'mt-3' : 'mt-1',
      )}
    >
      {inbound ? (
        <span className="w-6 self-end pb-5">
          {last ? <Avatar name={customer.name} seed={customer.id} size="sm" /> : null}
        </span>
      ) : null}
      <div
        className={clsx(
          'flex max-w-[34rem] min-w-0 flex-col gap-1',
          inbound ? 'items-start' : 'items-end',
        )}
      >
        {message.replyToId === null ? null : <Quote id={message.replyToId} />}
        <div className="flex max-w-full items-center gap-1">
          <Body message={message} inbound={inbound} />
          {reading === undefined ? null : <ReadingMark reading={reading} />}
        </div>
        <Attachments messageId={message.id} />
        {last || saysMore(message) ? (
          <Foot message={message} name={inbound ? channelName(channel) : name} inbound={inbound} />
        ) : null}
        {seenUpTo !== null && needsPerson(message) ? (
          <WayOut message={message} seenUpTo={seenUpTo} />
        ) : null}
      </div>
    </article>
  );
});

/** What has a foot of its own within a row of lines: something came of it that the others do not say. */
const saysMore = (message: Message): boolean =>
  needsPerson(message) || lateBy(message) !== null || message.errorCode === 'replaced';

function Body({ message, inbound }: { message: Message; inbound: boolean }) {
  const [whole, setWhole] = useState<string>();
  if (message.status === 'REVOKED' && message.text === '')
    return <p className="text-ink-3 italic">Taken back</p>;
  if (message.type === 'REACTION')
    return (
      <p className="text-ink-2">
        {message.text === '' ? (
          'Took the reaction back'
        ) : (
          <>
            Reacted with <span className="text-lg">{message.text}</span>
          </>
        )}
      </p>
    );
  if (message.text === '') return <SpecialBody message={message} />;
  const fetchWhole = async () => {
    const answer = await request<{ text: string }>('GET', `/messages/${message.id}`);
    if (answer.ok) setWhole(answer.value.text);
  };
  return (
    <div
      className={clsx(
        'max-w-full min-w-0 rounded-xl px-3 py-2 text-base',
        inbound ? 'rounded-bl-sm bg-bubble-in' : 'rounded-br-sm bg-bubble-out',
        message.status === 'REVOKED' && 'line-through opacity-70',
        needsPerson(message) && 'ring-1',
        message.status === 'FAILED' ? 'ring-bad/60' : 'ring-warn/60',
      )}
    >
      {message.authorKind === 'AI' ? (
        <span className="mb-0.5 flex items-center gap-1 text-2xs font-medium text-accent-ink">
          <Sparkles size={11} aria-hidden="true" /> {AUTHOR_WORDS.AI}
        </span>
      ) : null}
      {templateName(message) === undefined ? null : (
        <span className="mb-0.5 flex items-center gap-1 text-2xs font-medium text-ink-2">
          <LayoutTemplate size={11} aria-hidden="true" /> Template
        </span>
      )}
      <LinkedText text={whole ?? message.text} />
      {message.truncated && whole === undefined ? (
        <button
          type="button"
          onClick={fetchWhole}
          className="mt-1 text-xs font-medium text-accent-ink hover:underline"
        >
          Show the whole message
        </button>
      ) : null}
    </div>
  );
}

function SpecialBody({ message }: { message: Message }) {
  const { metadata } = message;
  if (message.type === 'LOCATION') {
    const place = metadata['location'] as
      | { latitude?: number; longitude?: number; name?: string }
      | undefined;
    const where = `${place?.latitude ?? '?'}, ${place?.longitude ?? '?'}`;
    return (
      <a
        href={`https://www.openstreetmap.org/?mlat=${place?.latitude ?? 0}&mlon=${place?.longitude ?? 0}&zoom=16`}
        target="_blank"
        rel="noopener noreferrer"
        className="flex items-center gap-2 rounded-md border px-3 py-2 hover:bg-hover"
      >
        <MapPin size={16} aria-hidden="true" />
        {place?.name ?? where}
      </a>
    );
  }
  if (metadata['unsupported'] !== undefined)
    return (
      <p className="text-ink-2 italic">
        A kind of message that this channel does not pass on. Ask for it in words.
      </p>
    );
  return null;
}

function Attachments({ messageId }: { messageId: string }) {
  const here = useAttachments(messageId);
  const fetched = use(HistoryFiles).get(messageId);
  return (here.length > 0 ? here : (fetched ?? [])).map((attachment) => (
    <AttachmentView key={attachment.id} attachment={attachment} />
  ));
}

function Quote({ id }: { id: string }) {
  const quoted = useRow('messages', id);
  return (
    <p className="flex max-w-full items-center gap-1.5 text-xs text-ink-3">
      <CornerUpLeft size={12} aria-hidden="true" className="shrink-0" />
      <span className="truncate" dir="auto">
        {quoted === undefined ? 'An earlier message' : quoted.text || 'A file'}
      </span>
    </p>
  );
}

function Foot({ message, name, inbound }: { message: Message; name: string; inbound: boolean }) {
  const at = message.vendorAt ?? message.createdAt;
  const late = lateBy(message);
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-ink-3">
      <span>{name}</span>
      <span aria-hidden="true">·</span>
      <time dateTime={at} title={fullTime(at)}>
        {clockTime(at)}
      </time>
      {late === null ? null : (
        <span className="text-warn">received late, at {clockTime(message.createdAt)}</span>
      )}
      {inbound ? null : <Delivery message={message} />}
    </p>
  );
}

const REASONS: Partial<Record<Message['status'], string>> = {
  FAILED: 'The channel did not take it.',
  UNCERTAIN:
    'The answer was lost on the way: the customer may have it or not. Check on the channel before sending it again.',
  HELD: 'A template is on its way in place of this. It is kept until that has gone.',
};

/** A message that a person has to decide about: the reason in plain words, and the ways on. */
function WayOut({ message, seenUpTo }: { message: Message; seenUpTo: number }) {
  const { mutate } = useWorkspace();
  const again = () => mutate('message.send', { messageId: message.id, seenUpTo });
  const drop = () => mutate('message.discard', { messageId: message.id });
  const conversation = useConversation(message.conversationId);
  const kept = message.status === 'HELD';
  return (
    <div
      role="group"
      aria-label={kept ? 'Kept for now' : 'This message needs you'}
      className="mb-2 flex max-w-96 flex-col items-end gap-1.5"
    >
      <p
        className={clsx('text-end text-xs', message.status === 'FAILED' ? 'text-bad' : 'text-warn')}
      >
        {(kept ? null : message.errorText) ?? REASONS[message.status]}
      </p>
      {kept ? null : (
        <div className="flex gap-1.5">
          {message.status === 'UNCERTAIN' ? null : (
            <Button size="sm" tone="quiet" onClick={drop}>
              Discard
            </Button>
          )}
          <Button size="sm" icon={<RotateCcw size={13} aria-hidden="true" />} onClick={again}>
            {message.status === 'FAILED' ? 'Try again' : 'Send anyway'}
          </Button>
        </div>
      )}
      {conversation !== undefined && message.status === 'FAILED' ? (
        <InTemplate message={message} conversation={conversation} seenUpTo={seenUpTo} />
      ) : null}
    </div>
  );
}

/** What failed cannot be tried again as it is once the time for free text is over. */
function InTemplate({
  message,
  conversation,
  seenUpTo,
}: {
  message: Message;
  conversation: Conversation;
  seenUpTo: number;
}) {
  if (!useWindowClosed(conversation) || templateName(message) !== undefined) return null;
  return (
    <TemplateOffer
      conversation={conversation}
      text={message.text}
      replaces={[message.id]}
      seenUpTo={seenUpTo}
      onSent={() => undefined}
    />
  );
}
