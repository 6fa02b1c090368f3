import type { TimelineEvent } from '@frontdesk/core/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { memo } from 'react';
import { useList, useMe, usePeople } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { clockTime, fullTime, returnTime } from '../../shell/words.ts';
import { AUTHOR_WORDS } from './author-words.ts';

type Names = {
  readonly person: (id: unknown) => string;
  readonly team: (id: unknown) => string;
  readonly tag: (id: unknown) => string;
};

const STATUS: Readonly<Record<string, string>> = {
  OPEN: 'reopened this',
  PENDING: 'set this to waiting on the customer',
  RESOLVED: 'resolved this',
  CLOSED: 'closed this',
  SPAM: 'marked this as spam',
};

/** What happened, after the name of who did it. `data` holds ids as the server wrote them. */
function sentence({ kind, data, actorId, actorKind }: TimelineEvent, names: Names): string {
  switch (kind) {
    case 'opened':
      return 'started the conversation';
    case 'reopened':
      return actorKind === 'CUSTOMER' ? 'opened this again by writing' : 'reopened this';
    case 'status':
      return STATUS[String(data['status'] ?? data['to'])] ?? 'changed the status';
    case 'snoozed': {
      const until = data['until'] ?? data['snoozedUntil'];
      return typeof until === 'string'
        ? `snoozed this until ${returnTime(until, Date.now())}`
        : 'woke this up';
    }
    case 'priority':
      return `set the priority to ${String(data['priority'] ?? data['to'] ?? '').toLowerCase()}`;
    case 'assigned': {
      const to = data['userId'] ?? data['assigneeId'] ?? data['to'];
      if (to === null || to === undefined) return 'put this back to unassigned';
      return to === actorId ? 'took this' : `assigned this to ${names.person(to)}`;
    }
    case 'team': {
      const to = data['teamId'] ?? data['to'];
      return to === null || to === undefined
        ? 'took this off its team'
        : `gave this to ${names.team(to)}`;
    }
    case 'tagged':
      return `added ${names.tag(data['tagId'])}`;
    case 'untagged':
      return `removed ${names.tag(data['tagId'])}`;
    case 'send_forced':
      return 'sent a message anyway';
    case 'revoked':
      return 'took a message back';
    case 'escalated':
      return `escalated this: ${String(data['reason'] ?? '')}`;
  }
}

export const EventView = memo(function EventView({ event }: { event: TimelineEvent }) {
  const people = usePeople();
  const teams = useList(indexes.teams);
  const tags = useList(indexes.tags);
  const me = useMe();
  const actor = event.actorId === null ? undefined : people.get(event.actorId);
  const names: Names = {
    person: (id) => (id === me.userId ? 'you' : (people.get(String(id))?.name ?? 'a colleague')),
    team: (id) => teams.find((team) => team.id === id)?.name ?? 'a team',
    tag: (id) => tags.find((tag) => tag.id === id)?.name ?? 'a tag',
  };
  const who =
    actor === undefined
      ? AUTHOR_WORDS[event.actorKind]
      : actor.id === me.userId
        ? 'You'
        : actor.name;
  return (
    <p className="my-2 flex items-center gap-2 text-xs text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {actor === undefined ? null : <Avatar name={actor.name} seed={actor.id} size="xs" />}
      <span>
        {who} {sentence(event, names)} ·{' '}
        <time dateTime={event.createdAt} title={fullTime(event.createdAt)}>
          {clockTime(event.createdAt)}
        </time>
      </span>
    </p>
  );
});
