import { Button } from '@frontdesk/ui/button';
import { NativeSelect, TextField } from '@frontdesk/ui/field';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { useChannels } from '../conversation/channel-facts.ts';
import type { ChannelFacts } from '../conversation/channel-facts.ts';
import { CredentialFields, credentialsOf } from './credential-fields.tsx';
import { Block, CopyField, SettingsForm } from './page-parts.tsx';
import type { FormValues } from './page-parts.tsx';
import { widgetTag } from './widget-tag.ts';

type Made = {
  readonly id: string;
  readonly webhookUrl: string;
  readonly generated: Readonly<Record<string, string>>;
};

/** The form is made from the channel's own list of credentials: a new channel needs no code here. */
export function ConnectInbox({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const channels = useChannels().filter((channel) => channel.kind !== 'api');
  const [kind, setKind] = useState<string>();
  const [made, setMade] = useState<Made>();
  const channel = channels.find((one) => one.kind === kind) ?? channels[0];
  if (channel === undefined)
    return (
      <Block title="Connect an inbox">
        The list of channels is not known on this device yet. Connect to the network and try again.
      </Block>
    );
  if (made !== undefined) return <Connected channel={channel} made={made} onClose={onClose} />;
  const send = ({ name, channel: _channel, ...values }: FormValues) =>
    request<Made>('POST', '/inboxes', {
      body: { channel: channel.kind, name, ...credentialsOf(values) },
    });
  const onMade = (answer: Made) => {
    setMade(answer);
    onDone();
  };
  return (
    <Block title="Connect an inbox">
      <SettingsForm submit="Connect" onCancel={onClose} send={send} onDone={onMade}>
        {(errorOf) => (
          <>
            <div className="grid gap-3 sm:grid-cols-2">
              <NativeSelect
                label="Channel"
                name="channel"
                value={channel.kind}
                onChange={(event) => setKind(event.target.value)}
              >
                {channels.map((one) => (
                  <option key={one.kind} value={one.kind}>
                    {one.name}
                  </option>
                ))}
              </NativeSelect>
              <TextField
                label="Name"
                name="name"
                required
                maxLength={80}
                placeholder={`${channel.name} · Front desk`}
                error={errorOf('name')}
              />
            </div>
            <CredentialFields key={channel.kind} channel={channel} errorOf={errorOf} />
          </>
        )}
      </SettingsForm>
    </Block>
  );
}

function Connected({
  channel,
  made,
  onClose,
}: {
  channel: ChannelFacts;
  made: Made;
  onClose: () => void;
}) {
  return (
    <Block
      title="Connected"
      lead={
        channel.kind === 'webchat'
          ? 'Now put the chat on your website.'
          : 'Now tell the vendor where to send messages.'
      }
    >
      <div className="flex flex-col gap-3">
        {channel.kind === 'webchat' ? (
          <CopyField label="Put this on every page of the website" value={widgetTag(made.id)} />
        ) : (
          <CopyField label="Webhook address" value={made.webhookUrl} />
        )}
        {Object.entries(made.generated).map(([name, value]) => (
          <CopyField
            key={name}
            label={`${channel.fields.find((field) => field.name === name)?.label ?? name}: made for you, shown only now`}
            value={value}
          />
        ))}
        <Button className="self-end" tone="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Block>
  );
}
