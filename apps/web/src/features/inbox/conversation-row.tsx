import type { Conversation } from '@frontdesk/core/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { channelName } from '@frontdesk/ui/channel-mark';
import clsx from 'clsx';
import { Eye, Sparkles } from 'lucide-react';
import { memo } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import {
  useCompany,
  useConversation,
  useMe,
  usePeople,
  useReadUpTo,
  useRow,
} from '../../replica/hooks.ts';
import { useNow } from '../../shell/clock.ts';
import { age, fullTime } from '../../shell/words.ts';
import { lastLine } from './last-line.ts';
import { addressOf, placeOf } from './place.ts';
import { Strip } from './row-strip.tsx';

export type RowProps = {
  id: string;
  /** The address of the list that it stands in. */
  list: string;
  current: boolean;
  /** Where j and k have come to. */
  cursor: boolean;
  /** Tab stops here. */
  reachable: boolean;
  ticked: boolean;
  onOpen: (id: string, event: MouseEvent) => void;
  onTick: (id: string, on: boolean, event: MouseEvent | null) => void;
};

/** A row says who, what, how urgent and who is on it. Its contents stay live even while the order is held. */
export const ConversationRow = memo(function ConversationRow({
  id,
  list,
  current,
  cursor,
  reachable,
  ticked,
  onOpen,
  onTick,
}: RowProps) {
  const conversation = useConversation(id);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  const unread = useReadUpTo(id) < (conversation?.lastInboundNumber ?? 0);
  if (conversation === undefined) return null;
  const name = card?.name ?? 'Unknown customer';
  return (
    <div
      className={clsx(
        'group relative flex gap-2.5 border-b py-2.5 pr-3 pl-3.5',
        current
          ? 'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent'
          : 'hover:bg-hover',
        cursor && !current && 'bg-hover outline-2 -outline-offset-2 outline-accent/50',
      )}
    >
      <Face id={id} name={name} ticked={ticked} onTick={onTick}>
        <Avatar name={name} seed={card?.contactId ?? id} channel={conversation.channel} />
      </Face>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-1.5">
          <a
            href={addressOf({ ...placeOf(list), conversationId: id })}
            tabIndex={reachable ? 0 : -1}
            aria-current={current ? 'true' : undefined}
            onClick={(event) => onOpen(id, event)}
            className={clsx(
              'min-w-0 flex-1 truncate text-sm outline-none after:absolute after:inset-0',
              unread ? 'font-semibold' : 'font-medium',
            )}
          >
            <bdi>{name}</bdi>
            <span className="sr-only">, {channelName(conversation.channel)}</span>
          </a>
          <Presence conversationId={id} />
          <LastTime at={conversation.lastMessageAt} unread={unread} />
        </div>
        <div className="flex items-center gap-1.5">
          <LastLine conversation={conversation} unread={unread} />
          <Owner conversation={conversation} />
        </div>
        <Strip id={id} conversation={conversation} />
      </div>
    </div>
  );
});

type FaceProps = Pick<RowProps, 'id' | 'ticked' | 'onTick'> & {
  name: string;
  children: ReactNode;
};

/** The face, and in its place the box while the pointer is here or any row of the list is ticked. */
function Face({ id, name, ticked, onTick, children }: FaceProps) {
  return (
    <span className="relative mt-0.5 size-8 shrink-0">
      <span className="group-focus-within:group-has-[input:focus-visible]:invisible group-data-ticking/list:invisible md:group-hover:invisible">
        {children}
      </span>
      <input
        type="checkbox"
        aria-label={`Select ${name}`}
        checked={ticked}
        onChange={() => undefined}
        onClick={(event) => {
          event.stopPropagation();
          onTick(id, !ticked, event);
        }}
        className="absolute inset-1.5 z-10 size-5 accent-(--accent) opacity-0 group-data-ticking/list:opacity-100 focus-visible:opacity-100 max-md:pointer-events-none max-md:group-data-ticking/list:pointer-events-auto md:group-hover:opacity-100"
      />
    </span>
  );
}

function LastTime({ at, unread }: { at: string | null; unread: boolean }) {
  const now = useNow();
  return (
    <>
      <time
        dateTime={at ?? undefined}
        title={at === null ? undefined : fullTime(at)}
        className="text-xs text-ink-3"
      >
        {age(at, now)}
      </time>
      {unread ? (
        <span className="size-2 self-center rounded-full bg-accent">
          <span className="sr-only">unread</span>
        </span>
      ) : null}
    </>
  );
}

function LastLine({ conversation, unread }: { conversation: Conversation; unread: boolean }) {
  const { customerTypes } = useCompany(conversation.id);
  const me = useMe();
  const people = usePeople();
  return (
    <p
      dir="auto"
      className={clsx(
        'min-w-0 flex-1 truncate text-start text-sm',
        unread ? 'text-ink' : 'text-ink-2',
      )}
    >
      {customerTypes ? (
        <em className="text-accent-ink not-italic">typing…</em>
      ) : (
        lastLine(conversation, me.userId, people)
      )}
    </p>
  );
}

/** Replying weighs more than viewing, and says so in words. */
function Presence({ conversationId }: { conversationId: string }) {
  const company = useCompany(conversationId);
  const replying = company.replying[0];
  if (replying !== undefined)
    return (
      <span
        className="flex items-center gap-1 self-center text-xs font-medium whitespace-nowrap text-accent-ink"
        data-tip={`${replying.name} is replying`}
      >
        <Avatar name={replying.name} seed={replying.id} size="xs" />
        replying
      </span>
    );
  const viewing = company.viewing[0];
  if (viewing === undefined) return null;
  const rest = company.viewing.length - 1;
  return (
    <span
      className="flex items-center gap-1 self-center text-xs whitespace-nowrap text-ink-3"
      data-tip={company.viewing.map((p) => p.name).join(', ')}
    >
      <Eye size={13} role="img" aria-label="viewing" />
      {viewing.name.split(' ')[0]}
      {rest > 0 ? ` +${rest}` : ''}
    </span>
  );
}

/** Who has it: a colleague, or the AI; never both. */
function Owner({ conversation: { assigneeId, aiRunId } }: { conversation: Conversation }) {
  const assignee = usePeople().get(assigneeId ?? '');
  if (assignee === undefined && aiRunId === null) return null;
  const words = assignee === undefined ? 'The AI has this' : `Assigned to ${assignee.name}`;
  return (
    <span className="flex" data-tip={words}>
      {assignee === undefined ? (
        <span
          aria-hidden="true"
          className="grid size-4.5 place-items-center rounded-full bg-accent text-on-accent"
        >
          <Sparkles size={11} />
        </span>
      ) : (
        <Avatar name={assignee.name} seed={assignee.id} size="xs" />
      )}
      <span className="sr-only">{words}</span>
    </span>
  );
}
