import type { Conversation, Message, Tag } from '@frontdesk/core/entities';
import { Chip } from '@frontdesk/ui/chip';
import {
  AlarmClock,
  AlertCircle,
  Check,
  CircleDot,
  Flame,
  Hourglass,
  ShieldAlert,
  Sparkles,
} from 'lucide-react';
import { useList, useRow, useTags } from '../../replica/hooks.ts';
import { messagesThatNeedPerson, runs } from '../../replica/indexes.ts';
import { waitsForApproval } from '../../replica/row-states.ts';
import { useNow } from '../../shell/clock.ts';
import { STATUS_WORDS } from '../../shell/status-words.ts';
import { returnTime } from '../../shell/words.ts';
import { intentMark } from '../reading/intent-mark.ts';
import type { IntentMark } from '../reading/intent-mark.ts';

/** One line of chips: what went wrong first, then what waits for a person, what the customer wants, state, and tags. */
export function Strip({ id, conversation }: { id: string; conversation: Conversation }) {
  const now = useNow();
  const needing = useList(messagesThatNeedPerson, id);
  const [stuck] = needing;
  const toApprove = useList(runs, id).some(waitsForApproval);
  const intent = useRow('intents', conversation.intentId);
  const mark = intentMark(conversation, intent?.name);
  const tags = useTags(id);
  const state = stateChip(conversation, now);
  const urgent = conversation.priority === 'HIGH' || conversation.priority === 'URGENT';
  // The more a row has to say, the fewer of its tags have room.
  const alarms = Number(stuck !== undefined) + Number(toApprove) + Number(urgent);
  if (alarms === 0 && !mark && !state && tags.length === 0) return null;
  return (
    <div className="mt-1 flex min-h-5 items-center gap-1 overflow-hidden *:min-w-0">
      {alarms > 0 ? (
        <span className="flex shrink-0 gap-1">
          {stuck === undefined ? null : <StuckChip status={stuck.status} count={needing.length} />}
          {toApprove ? (
            <Chip tone="accent" icon={<CircleDot size={11} aria-hidden="true" />}>
              Approve?
            </Chip>
          ) : null}
          {urgent ? <PriorityChip urgent={conversation.priority === 'URGENT'} /> : null}
        </span>
      ) : null}
      {mark === null ? null : <IntentChip mark={mark} />}
      {state}
      <TagChips
        tags={tags}
        most={Math.max(0, 2 - Number(mark !== null) - Math.max(0, alarms - 1))}
      />
    </div>
  );
}

function StuckChip({ status, count }: { status: Message['status']; count: number }) {
  const words =
    count > 1
      ? `${count} need a look`
      : status === 'FAILED'
        ? 'Not sent'
        : status === 'HELD'
          ? 'Needs a look'
          : 'Check sending';
  return (
    <Chip
      tone={status === 'FAILED' ? 'bad' : 'warn'}
      icon={<AlertCircle size={11} aria-hidden="true" />}
    >
      {words}
    </Chip>
  );
}

function PriorityChip({ urgent }: { urgent: boolean }) {
  return (
    <Chip tone={urgent ? 'bad' : 'warn'} icon={<Flame size={11} aria-hidden="true" />}>
      {urgent ? 'Urgent' : 'High'}
    </Chip>
  );
}

function IntentChip({ mark: { words, confidence, certain } }: { mark: IntentMark }) {
  return (
    <Chip
      tone={certain ? 'accent' : 'neutral'}
      icon={<Sparkles size={11} aria-hidden="true" className="shrink-0" />}
    >
      {words}
      {confidence === null ? null : <span className="tabular font-normal"> {confidence}</span>}
    </Chip>
  );
}

function TagChips({ tags, most }: { tags: readonly Tag[]; most: number }) {
  const shown = tags.slice(0, most);
  return (
    <>
      {shown.map((tag) => (
        <Chip key={tag.id} dot={tag.color}>
          {tag.name}
        </Chip>
      ))}
      {tags.length > shown.length ? (
        <span className="tabular shrink-0 text-2xs text-ink-3">+{tags.length - shown.length}</span>
      ) : null}
    </>
  );
}

function stateChip(conversation: Conversation, now: number) {
  if (conversation.status === 'RESOLVED' || conversation.status === 'CLOSED')
    return (
      <Chip tone="ok" icon={<Check size={11} aria-hidden="true" />}>
        {STATUS_WORDS[conversation.status]}
      </Chip>
    );
  if (conversation.status === 'SPAM')
    return <Chip icon={<ShieldAlert size={11} aria-hidden="true" />}>{STATUS_WORDS.SPAM}</Chip>;
  if (conversation.snoozedUntil !== null)
    return (
      <Chip icon={<AlarmClock size={11} aria-hidden="true" />}>
        {returnTime(conversation.snoozedUntil, now)}
      </Chip>
    );
  if (conversation.status === 'PENDING')
    return <Chip icon={<Hourglass size={11} aria-hidden="true" />}>{STATUS_WORDS.PENDING}</Chip>;
  return null;
}
