import { Button } from '@frontdesk/ui/button';
import { NativeSelect, TextField } from '@frontdesk/ui/field';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { useChannels } from '../conversation/channel-facts.ts';
import type { ChannelFacts } from '../conversation/channel-facts.ts';
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
  const send = ({ name, baseUrl, channel: _channel, ...credentials }: FormValues) =>
    request<Made>('POST', '/inboxes', {
      body: {
        channel: channel.kind,
        name,
        credentials: withoutEmpty(credentials),
        ...(baseUrl ? { baseUrl } : {}),
      },
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

type FieldsProps = {
  channel: ChannelFacts;
  errorOf: (field: string) => string | undefined;
};

function CredentialFields({ channel, errorOf }: FieldsProps) {
  if (channel.fields.length === 0) return null;
  return (
    <>
      {channel.fields.map((field) => (
        <TextField
          key={field.name}
          label={field.label}
          name={field.name}
          type={field.secret ? 'password' : 'text'}
          autoComplete="off"
          hint={field.generated ? `${field.help} Leave it empty and one is made.` : field.help}
          required={!field.generated && !field.optional}
          error={errorOf(field.name)}
        />
      ))}
      <TextField
        label="Address of the vendor’s API"
        name="baseUrl"
        type="url"
        hint="Only to reach another server than the vendor’s own."
        error={errorOf('baseUrl')}
      />
    </>
  );
}

const withoutEmpty = (values: FormValues) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

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
