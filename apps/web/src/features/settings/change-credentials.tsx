import type { Inbox } from '@frontdesk/core/entities';
import { Button } from '@frontdesk/ui/button';
import { KeyRound } from 'lucide-react';
import { useId, useState } from 'react';
import { request } from '../../api/request.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { useChannelFacts } from '../conversation/channel-facts.ts';
import type { ChannelFacts } from '../conversation/channel-facts.ts';
import { CredentialFields, credentialsOf } from './credential-fields.tsx';
import { SettingsForm } from './page-parts.tsx';

type Tried = Pick<Inbox, 'health' | 'healthReason'>;

/** New tokens for an inbox that is connected. Nobody is shown those that it has. */
export function ChangeCredentials({ inbox }: { inbox: Inbox }) {
  const [open, setOpen] = useState(false);
  const channel = useChannelFacts(inbox.channel);
  if (channel === undefined || channel.fields.length === 0) return null;
  if (open) return <Form inbox={inbox} channel={channel} onClose={() => setOpen(false)} />;
  return (
    <Button
      icon={<KeyRound size={14} aria-hidden="true" />}
      className="self-start max-md:h-11"
      onClick={() => setOpen(true)}
    >
      Change the credentials
    </Button>
  );
}

type FormProps = { inbox: Inbox; channel: ChannelFacts; onClose: () => void };

function Form({ inbox, channel, onClose }: FormProps) {
  const heading = useId();
  const toast = useWindowState((state) => state.toast);
  const onTried = ({ health, healthReason }: Tried) => {
    if (health === 'error') toast(healthReason ?? 'The vendor refuses them.', { tone: 'bad' });
    else
      toast(health === 'ok' ? 'Saved, and they work' : 'Saved. Whether they work is not known yet');
    // What was refused is most often a slip of the hand: the form stays for the next try.
    if (health !== 'error') onClose();
  };
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-3">
      <h2 id={heading} className="text-sm font-medium">
        Credentials
      </h2>
      <p className="text-xs text-ink-2">
        What is left empty stays as it is. The vendor is asked at once whether they work.
      </p>
      <SettingsForm
        submit="Save the credentials"
        onCancel={onClose}
        send={(values) =>
          request<Tried>('PUT', `/inboxes/${inbox.id}/credentials`, { body: credentialsOf(values) })
        }
        onDone={onTried}
      >
        {(errorOf) => <CredentialFields channel={channel} errorOf={errorOf} known />}
      </SettingsForm>
    </section>
  );
}
