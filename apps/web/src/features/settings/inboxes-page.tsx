import type { Inbox } from '@frontdesk/core/entities';
import { Button } from '@frontdesk/ui/button';
import { ChannelMark, channelName } from '@frontdesk/ui/channel-mark';
import { Chip } from '@frontdesk/ui/chip';
import type { Tone } from '@frontdesk/ui/chip';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { ChevronDown, Inbox as InboxIcon, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { FocusEvent } from 'react';
import { useList, useMe } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useNow } from '../../shell/clock.ts';
import { useAddress } from '../../shell/location.ts';
import { age } from '../../shell/words.ts';
import { useAsk } from './ask.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { ChangeCredentials } from './change-credentials.tsx';
import { ConnectInbox } from './connect-inbox.tsx';
import { InboxGrants } from './inbox-grants.tsx';
import { CopyField, PageHead } from './page-parts.tsx';
import { widgetTag } from './widget-tag.ts';

/** What `GET /api/v1/inboxes` adds to the replicated row. */
export type InboxView = { readonly id: string; readonly webhookUrl: string | null };

export function InboxesPage() {
  const me = useMe();
  const rows = useList(indexes.inboxes);
  const inboxes = useMemo(
    () => rows.filter((row) => row.archivedAt === null && row.channel !== 'api'),
    [rows],
  );
  const [connecting, setConnecting] = useState(
    new URLSearchParams(useAddress().split('?')[1] ?? '').has('new'),
  );
  const may = allowed(me, 'inbox.write');
  const views = useAsk<{ data: InboxView[] }>('/inboxes');
  return (
    <>
      <PageHead
        title="Inboxes"
        action={
          may && !connecting ? (
            <Button
              tone="primary"
              icon={<Plus size={14} aria-hidden="true" />}
              onClick={() => setConnecting(true)}
            >
              Connect an inbox
            </Button>
          ) : null
        }
      >
        One inbox is one account of a channel: a number, or a chat on a website.
      </PageHead>
      {connecting ? (
        <ConnectInbox onClose={() => setConnecting(false)} onDone={() => void views.refetch()} />
      ) : null}
      {inboxes.length === 0 && !connecting ? (
        <EmptyState
          icon={<InboxIcon size={28} strokeWidth={1.5} aria-hidden="true" />}
          title="No inbox yet"
        >
          {may
            ? 'Connect the first, and its messages arrive here.'
            : 'An admin can connect one, or open one to you.'}
        </EmptyState>
      ) : null}
      <ul aria-label="Inboxes" className="flex flex-col gap-3">
        {inboxes.map((inbox) => (
          <InboxCard
            key={inbox.id}
            inbox={inbox}
            webhookUrl={views.data?.data.find((view) => view.id === inbox.id)?.webhookUrl ?? null}
            may={may}
          />
        ))}
      </ul>
    </>
  );
}

const HEALTH: Readonly<Record<Inbox['health'], { words: string; tone: Tone }>> = {
  ok: { words: 'Works', tone: 'ok' },
  paused: { words: 'Paused', tone: 'warn' },
  error: { words: 'Does not work', tone: 'bad' },
  unknown: { words: 'Not heard from yet', tone: 'neutral' },
};

function InboxCard({
  inbox,
  webhookUrl,
  may,
}: {
  inbox: Inbox;
  webhookUrl: string | null;
  may: boolean;
}) {
  const [open, setOpen] = useState(false);
  const now = useNow();
  const { words, tone } = HEALTH[inbox.health];
  return (
    <li className="rounded-lg border">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-3 rounded-lg p-3 text-left hover:bg-hover"
      >
        <ChannelMark channel={inbox.channel} decorative />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{inbox.name}</span>
          <span className="block truncate text-xs text-ink-3">
            {channelName(inbox.channel)}
            {inbox.address === null ? '' : ` · ${inbox.address}`}
          </span>
        </span>
        <span className="flex items-center gap-2">
          <Chip tone={tone}>{words}</Chip>
          <span className="text-xs text-ink-3">
            {inbox.healthAt === null ? '' : age(inbox.healthAt, now)}
          </span>
        </span>
        <ChevronDown
          size={16}
          aria-hidden="true"
          className={open ? 'rotate-180 text-ink-3' : 'text-ink-3'}
        />
      </button>
      {inbox.healthReason === null || inbox.health === 'ok' ? null : (
        <p className="px-3 pb-2 text-xs text-bad">{inbox.healthReason}</p>
      )}
      {open ? <InboxSettings inbox={inbox} webhookUrl={webhookUrl} may={may} /> : null}
    </li>
  );
}

type SettingsProps = { inbox: Inbox; webhookUrl: string | null; may: boolean };

function InboxSettings({ inbox, webhookUrl, may }: SettingsProps) {
  return (
    <div className="flex flex-col gap-4 border-t p-3">
      <InboxFields inbox={inbox} may={may} />
      {inbox.channel === 'webchat' ? (
        <CopyField label="Put this on every page of the website" value={widgetTag(inbox.id)} />
      ) : webhookUrl === null ? null : (
        <CopyField label="Webhook address, to enter at the vendor" value={webhookUrl} />
      )}
      {may ? (
        <>
          <ChangeCredentials inbox={inbox} />
          <InboxGrants inboxId={inbox.id} />
          <ArchiveButton inbox={inbox} />
        </>
      ) : null}
    </div>
  );
}

function InboxFields({ inbox, may }: { inbox: Inbox; may: boolean }) {
  const { mutate } = useWorkspace();
  const inboxId = inbox.id;
  const rename = (event: FocusEvent<HTMLInputElement>) => {
    const name = event.target.value.trim();
    if (name !== '' && name !== inbox.name) mutate('inbox.update', { inboxId, name });
  };
  return (
    <>
      <label className="flex flex-col gap-1">
        <span className="text-xs font-medium text-ink-2">Name</span>
        <input
          defaultValue={inbox.name}
          disabled={!may}
          maxLength={80}
          onBlur={rename}
          className="h-9 rounded-md border border-line-strong bg-panel px-2.5 text-sm"
        />
      </label>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          checked={inbox.autoResolve}
          disabled={!may}
          onChange={(event) =>
            mutate('inbox.update', { inboxId, autoResolve: event.target.checked })
          }
          className="mt-0.5 size-4 accent-(--accent)"
        />
        <span>
          Resolve by itself after 30 quiet minutes
          <span className="block text-xs text-ink-3">
            Never while a customer waits for an answer.
          </span>
        </span>
      </label>
    </>
  );
}

function ArchiveButton({ inbox }: { inbox: Inbox }) {
  const { mutate } = useWorkspace();
  const toast = useWindowState((state) => state.toast);
  const archive = (archived: boolean) => mutate('inbox.update', { inboxId: inbox.id, archived });
  const onClick = () => {
    archive(true);
    toast(`Archived ${inbox.name}`, { action: { label: 'Undo', run: () => archive(false) } });
  };
  return (
    <Button tone="danger" className="self-start" onClick={onClick}>
      Archive this inbox
    </Button>
  );
}
