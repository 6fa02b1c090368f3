import type { Conversation } from '@frontdesk/core/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import type { Tone } from '@frontdesk/ui/chip';
import { IconButton } from '@frontdesk/ui/icon-button';
import {
  AlarmClock,
  Check,
  ChevronLeft,
  Eye,
  MoreHorizontal,
  PanelRight,
  Sparkles,
  Tag,
  Undo2,
  UserPlus,
} from 'lucide-react';
import { memo } from 'react';
import { setStatus } from '../inbox/changes.ts';
import { addressOf, placeHere } from '../inbox/place.ts';
import { useCompany, usePeople, useRow, useRuns } from '../../replica/hooks.ts';
import type { Company } from '../../replica/hooks.ts';
import { isActive } from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useNow } from '../../shell/clock.ts';
import { navigate } from '../../shell/location.ts';
import { STATUS_WORDS } from '../../shell/status-words.ts';
import { useWindowState } from '../../shell/window-state.ts';
import type { Overlay } from '../../shell/window-state.ts';
import { returnTime } from '../../shell/words.ts';
import { aiPresence } from '../runs/ai-presence.ts';

/** What the head says of a conversation. A new line there does not change it. */
export type HeadOf = Pick<
  Conversation,
  'id' | 'status' | 'snoozedUntil' | 'assigneeId' | 'teamId' | 'aiRunId'
>;

type HeadProps = {
  conversation: HeadOf;
  name: string;
  seed: string;
};

/** Whose conversation it is, how it stands, who is here with me, and what one does with it. */
export const ConversationHead = memo(function ConversationHead({
  conversation,
  name,
  seed,
}: HeadProps) {
  const detailsHidden = useWindowState((state) => state.detailsHidden);
  const toggleDetails = useWindowState((state) => state.toggleDetails);
  const { me } = useWorkspace();
  const back = () => navigate(addressOf({ ...placeHere(), conversationId: null, details: false }));
  const details = () => {
    const place = placeHere();
    if (matchMedia('(min-width: 1100px)').matches) toggleDetails();
    else navigate(addressOf({ ...place, details: !place.details }));
  };
  return (
    <header className="@container flex h-11 shrink-0 items-center gap-2 border-b px-3 max-md:h-14 max-md:gap-0.5 max-md:px-1">
      <IconButton
        label="Back to the list"
        icon={<ChevronLeft size={20} />}
        className="md:hidden"
        onClick={back}
      />
      <span className="@max-xl:hidden">
        <Avatar name={name} seed={seed} size="sm" />
      </span>
      <div className="min-w-0 flex-1 @min-xl:flex @min-xl:items-center @min-xl:gap-2">
        <h1 className="truncate @min-xl:max-w-3/5 @min-xl:shrink-0 text-sm font-semibold @max-xl:leading-4 max-md:text-lg max-md:leading-5">
          <bdi>{name}</bdi>
        </h1>
        <span className="flex min-w-0 items-center gap-2">
          <StatusChip conversation={conversation} />
          <Watching conversation={conversation} />
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
});

/** What one does with a conversation; on a narrow head, the lesser ones are in "More". */
function HeadActions({ conversation }: { conversation: HeadOf }) {
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
  conversation: HeadOf;
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

const STATUS_TONES: Readonly<Record<Conversation['status'], Tone>> = {
  OPEN: 'neutral',
  PENDING: 'neutral',
  RESOLVED: 'ok',
  CLOSED: 'ok',
  SPAM: 'warn',
};

function StatusChip({ conversation }: { conversation: HeadOf }) {
  const now = useNow();
  const { status } = conversation;
  if (conversation.snoozedUntil !== null && isActive(conversation))
    return (
      <Chip icon={<AlarmClock size={11} aria-hidden="true" />}>
        Until {returnTime(conversation.snoozedUntil, now)}
      </Chip>
    );
  return <Chip tone={STATUS_TONES[status]}>{STATUS_WORDS[status]}</Chip>;
}

/** Who else is here: colleagues, and the AI as one more. */
function Watching({ conversation }: { conversation: HeadOf }) {
  const { replying, viewing } = useCompany(conversation.id);
  const ai = aiPresence(conversation, useRuns(conversation.id));
  if (replying.length + viewing.length === 0 && ai === null) return null;
  const first = (people: Company['viewing']) =>
    people.map((person) => person.name.split(' ')[0]).join(', ');
  return (
    <span className="min-w-0 truncate text-xs text-ink-3" role="status">
      {ai === null ? null : (
        <span className="mr-1.5 font-medium text-accent-ink">
          <Sparkles size={12} aria-hidden="true" className="mr-1 inline" />
          {ai}
        </span>
      )}
      {replying.length > 0 ? (
        <span className="mr-1.5 font-medium text-accent-ink">{first(replying)} replying</span>
      ) : null}
      {viewing.length > 0 ? (
        <>
          <Eye size={13} aria-hidden="true" className="mr-1 inline" />
          <span className="sr-only">Also here: </span>
          {first(viewing)}
        </>
      ) : null}
    </span>
  );
}
