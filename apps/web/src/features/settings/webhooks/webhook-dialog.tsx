import { Dialog } from '@frontdesk/ui/dialog';
import { TextField } from '@frontdesk/ui/field';
import type { Answer } from '../../../api/request.ts';
import { request } from '../../../api/request.ts';
import { SettingsForm } from '../page-parts.tsx';
import { WEBHOOKS_PATH } from './use-webhooks.ts';
import type { OutgoingWebhook } from './use-webhooks.ts';

type Saved = { readonly name: string; readonly secret?: string };

type DialogProps = {
  webhook: OutgoingWebhook | null;
  onClose: () => void;
  onMade: (made: { name: string; secret: string }) => void;
  onChange: () => void;
};

export function WebhookDialog({ webhook, onClose, onMade, onChange }: DialogProps) {
  const send = ({ name, url }: Readonly<Record<string, string>>): Promise<Answer<Saved>> => {
    const body = { name: name?.trim(), url: url?.trim() };
    return webhook === null
      ? request('POST', WEBHOOKS_PATH, { body })
      : request('PATCH', `${WEBHOOKS_PATH}/${webhook.id}`, { body });
  };
  const onDone = ({ name, secret }: Saved) => {
    if (secret !== undefined) onMade({ name, secret });
    onChange();
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={webhook === null ? 'Add a webhook' : 'Change the webhook'}
      width="md"
    >
      <SettingsForm
        submit={webhook === null ? 'Add it' : 'Save'}
        send={send}
        onDone={onDone}
        onCancel={onClose}
      >
        {(errorOf) => (
          <>
            <TextField
              label="Name"
              name="name"
              required
              maxLength={80}
              defaultValue={webhook?.name}
              placeholder="Member portal"
              error={errorOf('name')}
            />
            <TextField
              label="Address"
              name="url"
              type="url"
              required
              maxLength={2_000}
              defaultValue={webhook?.url}
              placeholder="https://members.example/hooks/frontdesk"
              hint="It is sent the conversation, the contact and the inbox by POST, as JSON."
              error={errorOf('url')}
            />
          </>
        )}
      </SettingsForm>
    </Dialog>
  );
}
