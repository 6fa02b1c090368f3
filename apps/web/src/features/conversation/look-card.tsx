import type { Conversation, Message } from '@frontdesk/core/entities';
import { Button } from '@frontdesk/ui/button';
import { HelpCircle, Pencil, Send } from 'lucide-react';
import { useId, useState } from 'react';
import { request } from '../../api/request.ts';
import { useConversation, useMe, usePeople } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { clockTime } from '../../shell/words.ts';
import { AUTHOR_WORDS } from './author-words.ts';
import { COMPOSE_EVENT } from './compose-event.ts';
import { addToDraft } from './draft-store.ts';
import type { HeldCard } from './held-cards.ts';
import { templateName } from './held-cards.ts';
import { LinkedText } from './linked-text.tsx';
import { TemplateOffer } from './template-offer.tsx';
import { useWindowClosed } from './use-window-closed.ts';

type LookProps = HeldCard & {
  conversationId: string;
  customer: { id: string; name: string };
  seenUpTo: number;
};

/** What one author has held: what came in between, above what was written, and the ways on. Nothing of it goes out by itself. */
export function LookCard(props: LookProps) {
  const conversation = useConversation(props.conversationId);
  return conversation === undefined ? null : <Card {...props} conversation={conversation} />;
}

function Card({
  held,
  between,
  customer,
  seenUpTo,
  conversation,
}: LookProps & { conversation: Conversation }) {
  const heading = useId();
  const me = useMe();
  const people = usePeople();
  const closed =
    useWindowClosed(conversation) && held.some((one) => templateName(one) === undefined);
  const [first] = held;
  const author = first?.authorId ?? null;
  const whose = author === me.userId ? 'yours' : `by ${people.get(author ?? '')?.name ?? 'us'}`;
  return (
    <article
      aria-labelledby={heading}
      className="my-3 ml-auto flex w-full max-w-[34rem] flex-col gap-2 rounded-lg border border-warn/60 bg-panel p-3"
    >
      <h3 id={heading} className="flex items-center gap-1.5 text-sm font-medium text-warn">
        <HelpCircle size={14} aria-hidden="true" className="shrink-0" />
        Needs a look: {held.length === 1 ? 'a message' : `${held.length} messages`} {whose}
      </h3>
      <p className="text-xs text-ink-2">{reasonOf(held, closed)}</p>
      <Between messages={between} customer={customer} />
      {held.map((message) => (
        <div
          key={message.id}
          className="max-w-full self-end rounded-xl rounded-br-sm bg-bubble-out px-3 py-2 text-base ring-1 ring-warn/60"
        >
          {message.text === '' ? 'A file' : <LinkedText text={message.text} />}
        </div>
      ))}
      <WaysOn held={held} closed={closed} seenUpTo={seenUpTo} conversation={conversation} />
    </article>
  );
}

const reasonOf = (held: readonly Message[], closed: boolean): string =>
  closed
    ? 'The time for free text is over: this channel only takes an approved template now. Your text is kept.'
    : (held.find(({ errorCode }) => errorCode === 'needs_look')?.errorText ??
      'Something was written here after this. Read it, then decide.');

/** Who wrote what since, each in a few lines. */
function Between({
  messages,
  customer,
}: {
  messages: readonly Message[];
  customer: { name: string };
}) {
  const people = usePeople();
  if (messages.length === 0) return null;
  const nameOf = ({ direction, authorId, authorKind }: Message) =>
    direction === 'INBOUND'
      ? customer.name
      : (people.get(authorId ?? '')?.name ?? AUTHOR_WORDS[authorKind]);
  return (
    <ol
      aria-label="Written since"
      className="flex max-h-60 flex-col gap-1 overflow-y-auto border-s-2 border-warn/60 ps-2"
    >
      {messages.map((one) => (
        <li key={one.id} className="min-w-0 text-sm">
          <span className="text-xs text-ink-2">
            {nameOf(one)}, {clockTime(one.vendorAt ?? one.createdAt)}
          </span>
          <span dir="auto" className="line-clamp-3 break-words whitespace-pre-wrap">
            {one.text === '' ? 'A file' : one.text}
          </span>
        </li>
      ))}
    </ol>
  );
}

type WaysProps = {
  held: readonly Message[];
  closed: boolean;
  seenUpTo: number;
  conversation: Conversation;
};

function WaysOn({ held, closed, seenUpTo, conversation }: WaysProps) {
  const { mutate } = useWorkspace();
  const discard = () => {
    for (const { id } of held) mutate('message.discard', { messageId: id });
  };
  // Oldest first: a later one does not go ahead of it.
  const sendAnyway = () => {
    for (const { id } of held) mutate('message.send', { messageId: id, seenUpTo });
  };
  const texts = held.map(({ text }) => text).filter((text) => text !== '');
  return (
    <div className="flex flex-wrap justify-end gap-1.5">
      <Button size="sm" tone="quiet" onClick={discard} className="max-md:h-11">
        Discard
      </Button>
      <EditButton held={held} onTaken={discard} />
      {closed ? (
        <TemplateOffer
          conversation={conversation}
          text={texts.join(' ')}
          replaces={held.map(({ id }) => id)}
          seenUpTo={seenUpTo}
          onSent={() => undefined}
        />
      ) : (
        <Button
          size="sm"
          tone="primary"
          icon={<Send size={13} aria-hidden="true" />}
          onClick={sendAnyway}
          className="max-md:h-11"
        >
          Send anyway
        </Button>
      )}
    </div>
  );
}

/** Every word of it: the row of a long one has only its beginning. Null when the rest cannot be had now. */
async function wholeTexts(held: readonly Message[]): Promise<string[] | null> {
  const texts: string[] = [];
  for (const { id, text, truncated } of held) {
    const answer = truncated ? await request<{ text: string }>('GET', `/messages/${id}`) : null;
    if (answer !== null && !answer.ok) return null;
    texts.push(answer?.value.text ?? text);
  }
  return texts;
}

/** Its words go back to the composer, and only then is it taken out. A file or a template has none to edit. */
function EditButton({ held, onTaken }: { held: readonly Message[]; onTaken: () => void }) {
  const me = useMe();
  const [failed, setFailed] = useState(false);
  const conversationId = held[0]?.conversationId;
  const isText = held.every((one) => one.type === 'TEXT' && templateName(one) === undefined);
  if (!isText || conversationId === undefined) return null;
  const edit = async () => {
    const texts = await wholeTexts(held);
    setFailed(texts === null);
    if (texts === null) return;
    addToDraft(me.userId, conversationId, { mode: 'reply', text: texts.join('\n\n') });
    onTaken();
    document.dispatchEvent(new CustomEvent(COMPOSE_EVENT, { detail: 'reply' }));
  };
  return (
    <>
      {failed ? (
        <span role="alert" className="self-center text-xs text-warn">
          The whole text is not here. Try again with a network.
        </span>
      ) : null}
      <Button
        size="sm"
        icon={<Pencil size={13} aria-hidden="true" />}
        onClick={() => void edit()}
        className="max-md:h-11"
      >
        Edit
      </Button>
    </>
  );
}
