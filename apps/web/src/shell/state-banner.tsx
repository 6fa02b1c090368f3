import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { CircleAlert, CloudOff } from 'lucide-react';
import { memo, useEffect } from 'react';
import { derived, shared } from '../replica/derived.ts';
import { useLive } from '../replica/hooks.ts';
import { useWorkspace } from '../replica/workspace.ts';
import type { Workspace } from '../replica/workspace.ts';
import { AppLink } from './app-link.tsx';
import { isByLooking } from './by-looking.ts';
import { toSignIn } from './session.ts';
import { noticeOf } from './sync-notice.ts';
import type { Notice } from './sync-notice.ts';
import { useLasting } from './use-lasting.ts';
import { counted } from './words.ts';

/** A server that is replaced by its next version is away for about this long: not worth moving the page for. */
const BRIEFLY_MS = 1_500;

const offlines = shared((status: Workspace['status']) =>
  derived([status], ({ connection }) => connection === 'offline'),
);
const notices = shared((status: Workspace['status']) => derived([status], noticeOf));

/** One thin line, once, when what is on the screen may not be everyone's; and one for what was not accepted. */
export const StateBanner = memo(function StateBanner({ area }: { area: string }) {
  const { status } = useWorkspace();
  const offline = useLive(offlines(status));
  const notice = useLive(notices(status));
  const away = useLasting(offline, BRIEFLY_MS) || !navigator.onLine;
  const isHidden = notice === null || (offline && !away);
  const atOutbox = area === '/outbox';
  return (
    <>
      {isHidden ? null : <StateLine notice={notice} atOutbox={atOutbox} />}
      <RefusedLine atOutbox={atOutbox} />
    </>
  );
});

function StateLine({ notice, atOutbox }: { notice: Notice; atOutbox: boolean }) {
  const { tone, words, waiting } = notice;
  return (
    <Banner
      thin
      tone={tone}
      icon={<CloudOff size={14} aria-hidden="true" className="shrink-0 max-md:hidden" />}
      action={atOutbox && notice.action === 'retry' ? null : <WayOn action={notice.action} />}
    >
      {words}
      {waiting === null || atOutbox ? null : (
        <>
          {' · '}
          <AppLink href="/outbox" className="font-medium underline underline-offset-2">
            {waiting}
          </AppLink>
        </>
      )}
    </Banner>
  );
}

function WayOn({ action }: { action: Notice['action'] }) {
  const { retry } = useWorkspace();
  const [words, run] = {
    sign_in: ['Sign in again', () => toSignIn()] as const,
    reload: ['Reload', () => location.reload()] as const,
    retry: ['Try now', retry] as const,
  }[action];
  return (
    <Button size="sm" onClick={run} className="max-md:h-9">
      {words}
    </Button>
  );
}

/** What the server did not accept stays in sight until somebody has dealt with it. */
function RefusedLine({ atOutbox }: { atOutbox: boolean }) {
  const { refused, dismiss } = useWorkspace();
  const items = useLive(refused);
  useEffect(() => {
    for (const { uid, name } of items) if (isByLooking(name)) dismiss(uid);
  }, [items, dismiss]);
  if (atOutbox || items.every(({ name }) => isByLooking(name))) return null;
  return (
    <Banner
      thin
      tone="bad"
      icon={<CircleAlert size={14} aria-hidden="true" className="shrink-0" />}
    >
      {counted(items.length, 'change')} could not be sent ·{' '}
      <AppLink href="/outbox" className="font-medium underline underline-offset-2">
        Decide what to do
      </AppLink>
    </Banner>
  );
}
