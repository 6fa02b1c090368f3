import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { useQueryClient } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../../../replica/hooks.ts';
import { allowed } from '../../../replica/workspace.ts';
import { counted } from '../../../shell/words.ts';
import { Block, CopyField, PageHead, Problem } from '../page-parts.tsx';
import { WEBHOOKS_PATH, useWebhooks } from './use-webhooks.ts';
import type { OutgoingWebhook } from './use-webhooks.ts';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookRow } from './webhook-row.tsx';

/** A secret in the moment in which it is shown. */
type Made = { readonly name: string; readonly secret: string };

export function WebhooksPage() {
  const { data, error } = useWebhooks();
  const may = allowed(useMe(), 'ai.write');
  const client = useQueryClient();
  const [editing, setEditing] = useState<OutgoingWebhook | 'new' | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const changed = () => void client.invalidateQueries({ queryKey: [WEBHOOKS_PATH] });
  return (
    <>
      <PageHead title="Webhooks" action={may ? <Add onAdd={() => setEditing('new')} /> : null}>
        Systems of your own that a procedure may call, each call signed.
      </PageHead>
      {made === null ? null : (
        <div className="mb-6">
          <CopyField
            label={`Signing secret of ${made.name}. It is shown only now`}
            value={made.secret}
          />
        </div>
      )}
      {error === null ? null : <Problem failure={error.failure} />}
      {data === undefined ? null : data.data.length === 0 ? (
        <NoWebhooks may={may} />
      ) : (
        <>
          <p role="status" className="mb-1 text-xs text-ink-3">
            {counted(data.data.length, 'webhook')}
          </p>
          <ul aria-label="Webhooks" className="mb-6 border-t">
            {data.data.map((webhook) => (
              <WebhookRow
                key={webhook.id}
                webhook={webhook}
                may={may}
                onEdit={() => setEditing(webhook)}
                onSecret={(secret) => setMade({ name: webhook.name, secret })}
                onChange={changed}
              />
            ))}
          </ul>
        </>
      )}
      <HowToCheck />
      {editing === null ? null : (
        <WebhookDialog
          webhook={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onMade={setMade}
          onChange={changed}
        />
      )}
    </>
  );
}

function Add({ onAdd }: { onAdd: () => void }) {
  return (
    <Button tone="primary" icon={<Plus size={14} aria-hidden="true" />} onClick={onAdd}>
      Add a webhook
    </Button>
  );
}

function NoWebhooks({ may }: { may: boolean }) {
  return (
    <EmptyState
      icon={<Webhook size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="No webhooks yet"
    >
      {may
        ? 'Add the address of a system that can do something for a customer, such as sending a reset link. Then a procedure can call it.'
        : 'An admin can add one. Then a procedure can call it.'}
    </EmptyState>
  );
}

const CHECK = `import { Webhook } from 'standardwebhooks';
const call = new Webhook(secret).verify(rawBody, request.headers);`;

function HowToCheck() {
  return (
    <Block
      title="How to check that a call is ours"
      lead="Calls are signed as Standard Webhooks says. With its library, in JavaScript:"
    >
      <pre className="rounded-md bg-sunken p-3 font-mono text-xs break-words whitespace-pre-wrap">
        {CHECK}
      </pre>
      <p className="mt-2 text-ink-2">
        A call that is tried again has the same{' '}
        <code className="font-mono text-xs">webhook-id</code>: do each only once. Answer with 2xx
        within ten seconds.
      </p>
    </Block>
  );
}
