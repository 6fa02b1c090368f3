import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import type { Tone } from '@frontdesk/ui/chip';
import { IconButton } from '@frontdesk/ui/icon-button';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Answer } from '../../../api/request.ts';
import { request } from '../../../api/request.ts';
import { useNow } from '../../../shell/clock.ts';
import { counted } from '../../../shell/words.ts';
import { ago } from '../parts/ago.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { WEBHOOKS_PATH } from './use-webhooks.ts';
import type { OutgoingWebhook } from './use-webhooks.ts';

type RowProps = {
  webhook: OutgoingWebhook;
  may: boolean;
  onEdit: () => void;
  onSecret: (secret: string) => void;
  onChange: () => void;
};

type Said = { readonly tone: Tone; readonly word: string; readonly more: string };

/** How the last call went. */
function sayCall(call: OutgoingWebhook['lastCall'], now: number): Said {
  if (call === null) return { tone: 'neutral', word: 'Not called yet', more: '' };
  const when = ago(call.at, now);
  const tries = counted(call.attempts, 'attempt');
  switch (call.state) {
    case 'DONE':
      return { tone: 'ok', word: 'Works', more: `Answered ${call.status ?? ''} ${when}.` };
    case 'QUEUED':
      return { tone: 'warn', word: 'On its way', more: `${tries} so far. ${call.error ?? ''}` };
    case 'CANCELLED':
      return { tone: 'neutral', word: 'Cancelled', more: `The last call was dropped ${when}.` };
    case 'FAILED':
      return {
        tone: 'bad',
        word: 'Failed',
        more: `Given up ${when} after ${tries}. ${call.error ?? ''}`,
      };
  }
}

export function WebhookRow({ webhook, may, onEdit, onSecret, onChange }: RowProps) {
  const { id, name, url, lastCall } = webhook;
  const [asking, setAsking] = useState<'rotate' | 'delete' | null>(null);
  const { tone, word, more } = sayCall(lastCall, useNow());
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex items-center gap-2 font-medium">
          {name} <Chip tone={tone}>{word}</Chip>
        </p>
        <p className="truncate font-mono text-xs text-ink-2">{url}</p>
        {more === '' ? null : <p className="text-xs text-ink-3">{more}</p>}
      </div>
      {may ? (
        <div className="flex items-center gap-1">
          <Button
            size="sm"
            aria-label={`New secret for ${name}`}
            onClick={() => setAsking('rotate')}
          >
            New secret
          </Button>
          <IconButton label={`Change ${name}`} icon={<Pencil size={15} />} onClick={onEdit} />
          <IconButton
            label={`Delete ${name}`}
            icon={<Trash2 size={15} />}
            onClick={() => setAsking('delete')}
          />
        </div>
      ) : null}
      {asking === 'rotate' ? (
        <RotateDialog id={id} name={name} onSecret={onSecret} onClose={() => setAsking(null)} />
      ) : null}
      {asking === 'delete' ? (
        <DeleteDialog
          name={name}
          path={`${WEBHOOKS_PATH}/${id}`}
          onDone={onChange}
          onClose={() => setAsking(null)}
        >
          <p>
            Calls that wait are dropped. A procedure that calls it stops at that step and says so.
          </p>
        </DeleteDialog>
      ) : null}
    </li>
  );
}

type RotateProps = {
  id: string;
  name: string;
  onSecret: (secret: string) => void;
  onClose: () => void;
};

function RotateDialog({ id, name, onSecret, onClose }: RotateProps) {
  const run = async (): Promise<Answer<unknown>> => {
    const answer = await request<{ secret: string }>(
      'POST',
      `${WEBHOOKS_PATH}/${id}/rotate-secret`,
    );
    if (answer.ok) onSecret(answer.value.secret);
    return answer;
  };
  return (
    <ConfirmDialog
      title={`A new secret for ${name}?`}
      confirm="Make a new secret"
      run={run}
      onDone={onClose}
      onClose={onClose}
    >
      <p>
        It is shown once. For a day, calls are signed with the old one as well, so that nothing
        fails while you change it there.
      </p>
    </ConfirmDialog>
  );
}
