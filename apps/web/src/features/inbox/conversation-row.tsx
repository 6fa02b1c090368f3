import type { Conversation } from '@frontdesk/core/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { channelName } from '@frontdesk/ui/channel-mark';
import { Chip } from '@frontdesk/ui/chip';
import clsx from 'clsx';
import { AlertCircle, AlarmClock, Check, Eye, Flame, Hourglass, ShieldAlert } from 'lucide-react';
import { memo } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import {
  useCompany,
  useConversation,
  useList,
  useMe,
  useMessages,
  usePeople,
  useReadUpTo,
  useRow,
  useTagIds,
} from '../../replica/hooks.ts';
import { messagesThatNeedPerson, tags as tagIndex } from '../../replica/indexes.ts';
import { useNow } from '../../shell/clock.ts';
import { age, fullTime, returnTime } from '../../shell/words.ts';

type RowProps = {
  id: string;
  address: string;
  current: boolean;
  /** Where j and k have come to. */
  cursor: boolean;
  /** Tab stops here. */
  reachable: boolean;
  ticked: boolean;
  /** Any row is ticked: every row shows its box. */
  ticking: boolean;
  onOpen: (id: string, event: MouseEvent) => void;
  onTick: (id: string, on: boolean, event: MouseEvent | null) => void;
};

/** A row says who, what, how urgent and who is on it. Its contents stay live even while the order is held. */
export const ConversationRow = memo(function ConversationRow({
  id,
  address,
  current,
  cursor,
  reachable,
  ticked,
  ticking,
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
      <Face id={id} name={name} ticked={ticked} ticking={ticking} onTick={onTick}>
        <Avatar name={name} seed={card?.contactId ?? id} channel={conversation.channel} />
      </Face>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-1.5">
          <a
            href={address}
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
          <Assignee userId={conversation.assigneeId} />
        </div>
        <Strip id={id} conversation={conversation} />
      </div>
    </div>
  );
});

type FaceProps = Pick<RowProps, 'id' | 'ticked' | 'ticking' | 'onTick'> & {
  name: string;
  children: ReactNode;
};

/** The face, and in its place the box while the pointer is here or any row is ticked. */
function Face({ id, name, ticked, ticking, onTick, children }: FaceProps) {
  return (
    <span className="relative mt-0.5 size-8 shrink-0">
      <span
        className={clsx(
          ticking
            ? 'invisible'
            : 'group-focus-within:group-has-[input:focus-visible]:invisible md:group-hover:invisible',
        )}
      >
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
        className={clsx(
          'absolute inset-1.5 z-10 size-5 accent-(--accent)',
          ticking
            ? 'opacity-100'
            : 'opacity-0 focus-visible:opacity-100 md:group-hover:opacity-100 max-md:pointer-events-none',
        )}
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
        <Preview conversation={conversation} />
      )}
    </p>
  );
}

/** Our side's last line says whose it is, where the message itself is known here. */
function Preview({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const people = usePeople();
  const last = useMessages(conversation.id).at(-1);
  const text = conversation.lastMessagePreview ?? 'No messages yet';
  if (conversation.lastMessageDirection !== 'OUTBOUND') return text;
  const authorId = last?.direction === 'OUTBOUND' ? last.authorId : null;
  const who =
    authorId === me.userId ? 'You' : (people.get(authorId ?? '')?.name.split(' ')[0] ?? 'Us');
  return `${who}: ${text}`;
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

type StripProps = { id: string; conversation: Conversation };

function Assignee({ userId }: { userId: string | null }) {
  const assignee = usePeople().get(userId ?? '');
  if (assignee === undefined) return null;
  return (
    <span className="flex" data-tip={`Assigned to ${assignee.name}`}>
      <Avatar name={assignee.name} seed={assignee.id} size="xs" />
      <span className="sr-only">Assigned to {assignee.name}</span>
    </span>
  );
}

/** One line of chips: what went wrong first, then state, then tags. */
function Strip({ id, conversation }: StripProps) {
  const now = useNow();
  const stuck = useList(messagesThatNeedPerson, id)[0];
  const tagIds = useTagIds(id);
  const tags = useList(tagIndex);
  const shown = tags.filter((tag) => tagIds.includes(tag.id)).slice(0, 2);
  const state = stateChip(conversation, now);
  const urgent = conversation.priority === 'HIGH' || conversation.priority === 'URGENT';
  if (stuck === undefined && state === null && !urgent && tagIds.length === 0) return null;
  return (
    <div className="mt-1 flex min-h-5 items-center gap-1 overflow-hidden">
      {stuck === undefined ? null : (
        <Chip
          tone={stuck.status === 'FAILED' ? 'bad' : 'warn'}
          icon={<AlertCircle size={11} aria-hidden="true" />}
        >
          {stuck.status === 'FAILED'
            ? 'Not sent'
            : stuck.status === 'HELD'
              ? 'Needs a look'
              : 'Check sending'}
        </Chip>
      )}
      {urgent ? (
        <Chip
          tone={conversation.priority === 'URGENT' ? 'bad' : 'warn'}
          icon={<Flame size={11} aria-hidden="true" />}
        >
          {conversation.priority === 'URGENT' ? 'Urgent' : 'High'}
        </Chip>
      ) : null}
      {state}
      {shown.map((tag) => (
        <Chip key={tag.id} dot={tag.color}>
          {tag.name}
        </Chip>
      ))}
      {tagIds.length > shown.length ? (
        <span className="tabular text-2xs text-ink-3">+{tagIds.length - shown.length}</span>
      ) : null}
    </div>
  );
}

function stateChip(conversation: Conversation, now: number) {
  if (conversation.status === 'RESOLVED' || conversation.status === 'CLOSED')
    return (
      <Chip tone="ok" icon={<Check size={11} aria-hidden="true" />}>
        {conversation.status === 'RESOLVED' ? 'Resolved' : 'Closed'}
      </Chip>
    );
  if (conversation.status === 'SPAM')
    return <Chip icon={<ShieldAlert size={11} aria-hidden="true" />}>Spam</Chip>;
  if (conversation.snoozedUntil !== null)
    return (
      <Chip icon={<AlarmClock size={11} aria-hidden="true" />}>
        {returnTime(conversation.snoozedUntil, now)}
      </Chip>
    );
  if (conversation.status === 'PENDING')
    return <Chip icon={<Hourglass size={11} aria-hidden="true" />}>Waiting on customer</Chip>;
  return null;
}
