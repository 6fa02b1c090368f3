import { CONVERSATION_STATUSES } from '@frontdesk/core/entities';
import type { SopAction } from '@frontdesk/core/sops/actions';
import { Avatar } from '@frontdesk/ui/avatar';
import { NativeSelect, TextField } from '@frontdesk/ui/field';
import { Users } from 'lucide-react';
import { useList } from '../../../replica/hooks.ts';
import * as indexes from '../../../replica/indexes.ts';
import { STATUS_WORDS } from '../../../shell/status-words.ts';
import { PickField } from '../parts/pick-field.tsx';
import { useWebhooks } from '../webhooks/use-webhooks.ts';
import { ReplyField } from './reply-field.tsx';

type FieldsProps<A extends SopAction = SopAction> = {
  action: A;
  error: string | undefined;
  onChange: (action: SopAction) => void;
};

export function ActionFields({ action, ...rest }: FieldsProps) {
  switch (action.type) {
    case 'send_reply':
      return (
        <ReplyField
          text={action.text}
          error={rest.error}
          onChange={(text) => rest.onChange({ ...action, text })}
        />
      );
    case 'add_tag':
      return <TagField action={action} {...rest} />;
    case 'assign':
      return <AssignField action={action} {...rest} />;
    case 'set_status':
      return <StatusField action={action} {...rest} />;
    case 'escalate':
      return (
        <TextField
          label="Why, for the people who are told"
          maxLength={300}
          value={action.reason}
          error={rest.error}
          hint="The conversation becomes urgent, and its team or the managers are told."
          onChange={(event) => rest.onChange({ ...action, reason: event.target.value })}
        />
      );
    case 'call_webhook':
    case 'send_reset_link':
      return <WebhookField action={action} {...rest} />;
  }
}

type ActionOf<T extends SopAction['type']> = Extract<SopAction, { type: T }>;

function TagField({ action, error, onChange }: FieldsProps<ActionOf<'add_tag'>>) {
  const tags = useList(indexes.tags);
  const options = tags.map(({ id, name, color }) => ({
    value: id,
    label: name,
    icon: (
      <span
        aria-hidden="true"
        className="size-2 shrink-0 rounded-full"
        style={{ backgroundColor: color }}
      />
    ),
  }));
  return (
    <PickField
      label="Tag"
      none="Choose a tag"
      empty="No such tag. Tags are made in the settings."
      value={action.tagId}
      groups={[{ id: 'tags', label: '', options }]}
      error={error}
      onChange={(tagId) => onChange({ ...action, tagId })}
    />
  );
}

function AssignField({ action, error, onChange }: FieldsProps<ActionOf<'assign'>>) {
  const people = useList(indexes.people);
  const teams = useList(indexes.teams);
  const teamOptions = teams.map(({ id, name }) => ({
    value: `team:${id}`,
    label: name,
    icon: <Users size={15} aria-hidden="true" className="shrink-0 text-ink-3" />,
  }));
  const personOptions = people
    .filter(({ active }) => active)
    .map(({ userId, displayName }) => ({
      value: `user:${userId}`,
      label: displayName,
      icon: <Avatar name={displayName} seed={userId} size="xs" />,
    }));
  const choose = (value: string) => {
    const [kind, id = ''] = value.split(':');
    onChange({
      type: 'assign',
      userId: kind === 'user' ? id : null,
      teamId: kind === 'team' ? id : null,
    });
  };
  return (
    <PickField
      label="Who gets it"
      none="Choose a person or a team"
      empty="Nobody of that name."
      value={
        action.userId === null
          ? action.teamId === null
            ? ''
            : `team:${action.teamId}`
          : `user:${action.userId}`
      }
      groups={[
        { id: 'teams', label: 'Teams', options: teamOptions },
        { id: 'people', label: 'People', options: personOptions },
      ]}
      error={error}
      onChange={choose}
    />
  );
}

function StatusField({ action, error, onChange }: FieldsProps<ActionOf<'set_status'>>) {
  return (
    <NativeSelect
      label="Status"
      value={action.status}
      error={error}
      onChange={(event) => {
        const status = CONVERSATION_STATUSES.find((one) => one === event.target.value);
        if (status !== undefined) onChange({ ...action, status });
      }}
    >
      {CONVERSATION_STATUSES.map((status) => (
        <option key={status} value={status}>
          {STATUS_WORDS[status]}
        </option>
      ))}
    </NativeSelect>
  );
}

function WebhookField({
  action,
  error,
  onChange,
}: FieldsProps<ActionOf<'call_webhook' | 'send_reset_link'>>) {
  const { data, error: refused } = useWebhooks();
  const options = (data?.data ?? []).map(({ id, name, url }) => ({
    value: id,
    label: name,
    detail: hostOf(url),
  }));
  const what =
    action.type === 'send_reset_link'
      ? 'Your system sends the link to the e-mail address on file, never to one that a message names.'
      : 'Your system is told which conversation and which contact it is about.';
  return (
    <PickField
      label="Webhook"
      none="Choose a webhook"
      empty="No such webhook. Admins add them in the settings, under Webhooks."
      value={action.webhookId}
      groups={[{ id: 'webhooks', label: '', options }]}
      error={error}
      hint={refused === null ? what : `${what} The list cannot be shown: ${refused.message}`}
      {...(data === undefined ? { lost: 'A webhook that is not listed for you' } : {})}
      onChange={(webhookId) => onChange({ ...action, webhookId })}
    />
  );
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
