import type { CannedReply } from '@frontdesk/core/entities';
import { newId } from '@frontdesk/core/ids';
import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { TextAreaField, TextField } from '@frontdesk/ui/field';
import { IconButton } from '@frontdesk/ui/icon-button';
import { MessageSquareText, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useList, useMe } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useWindowState } from '../../shell/window-state.ts';
import type { Answer, Failure } from '../../api/request.ts';
import { PageHead, SettingsForm } from './page-parts.tsx';
import type { FormValues } from './page-parts.tsx';

export function SavedRepliesPage() {
  const replies = useList(indexes.cannedReplies);
  const may = allowed(useMe(), 'cannedReply.write');
  const [editing, setEditing] = useState<CannedReply | 'new' | null>(null);
  const add = (
    <Button
      tone="primary"
      icon={<Plus size={14} aria-hidden="true" />}
      onClick={() => setEditing('new')}
    >
      New reply
    </Button>
  );
  return (
    <>
      <PageHead title="Saved replies" action={may ? add : null}>
        Type / in a reply to insert one, with the customer’s details filled in.
      </PageHead>
      {replies.length === 0 ? (
        <EmptyState
          icon={<MessageSquareText size={28} strokeWidth={1.5} aria-hidden="true" />}
          title="None yet"
        >
          Save what you write every day, and type two letters instead.
        </EmptyState>
      ) : null}
      <ul>
        {replies.map((reply) => (
          <ReplyRow key={reply.id} reply={reply} onEdit={may ? setEditing : null} />
        ))}
      </ul>
      {editing === null ? null : (
        <ReplyDialog
          reply={editing === 'new' ? null : editing}
          taken={replies}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

type RowProps = { reply: CannedReply; onEdit: ((reply: CannedReply) => void) | null };

function ReplyRow({ reply, onEdit }: RowProps) {
  const { mutate } = useWorkspace();
  const toast = useWindowState((state) => state.toast);
  const { shortcut, title, body } = reply;
  const restore = () =>
    mutate('cannedReply.create', { cannedReplyId: newId(), shortcut, title, body });
  const remove = () => {
    mutate('cannedReply.delete', { cannedReplyId: reply.id });
    toast(`Deleted /${shortcut}`, { action: { label: 'Undo', run: restore } });
  };
  return (
    <li className="flex items-start gap-3 border-b py-3">
      <code className="w-28 shrink-0 truncate pt-0.5 font-mono text-xs text-accent-ink">
        /{shortcut}
      </code>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="line-clamp-2 whitespace-pre-wrap text-ink-2" dir="auto">
          {body}
        </p>
      </div>
      {onEdit === null ? null : (
        <>
          <IconButton
            label={`Edit /${shortcut}`}
            icon={<Pencil size={15} />}
            onClick={() => onEdit(reply)}
          />
          <IconButton label={`Delete /${shortcut}`} icon={<Trash2 size={15} />} onClick={remove} />
        </>
      )}
    </li>
  );
}

type DialogProps = {
  reply: CannedReply | null;
  taken: readonly CannedReply[];
  onClose: () => void;
};

const SLASH_TAKEN: Failure = {
  status: 409,
  code: 'CONFLICT',
  message: 'Another reply has this name',
  details: [{ field: 'shortcut', message: 'Another reply has this name' }],
};

const HINT =
  'Filled in by itself: {{contact.name}}, {{contact.firstName}}, {{contact.phone}}, {{agent.firstName}}, {{inbox.name}}. Anything else in double braces has to be filled in before sending.';

function ReplyDialog({ reply, taken, onClose }: DialogProps) {
  const { mutate } = useWorkspace();
  const send = async (values: FormValues): Promise<Answer<null>> => {
    const shortcut = (values['shortcut'] ?? '').trim().toLowerCase();
    const fields = { shortcut, title: (values['title'] ?? '').trim(), body: values['body'] ?? '' };
    if (taken.some((one) => one.shortcut === shortcut && one.id !== reply?.id))
      return { ok: false, failure: SLASH_TAKEN };
    if (reply === null) mutate('cannedReply.create', { cannedReplyId: newId(), ...fields });
    else mutate('cannedReply.update', { cannedReplyId: reply.id, ...fields });
    return { ok: true, value: null };
  };
  const title = reply === null ? 'New saved reply' : 'Edit the saved reply';
  return (
    <Dialog open onClose={onClose} title={title} width="md">
      <SettingsForm submit="Save" send={send} onDone={onClose} onCancel={onClose}>
        {(errorOf) => <ReplyFields reply={reply} errorOf={errorOf} />}
      </SettingsForm>
    </Dialog>
  );
}

type FieldsProps = {
  reply: CannedReply | null;
  errorOf: (field: string) => string | undefined;
};

function ReplyFields({ reply, errorOf }: FieldsProps) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-[10rem_1fr]">
        <TextField
          label="Name after the slash"
          name="shortcut"
          defaultValue={reply?.shortcut}
          required
          pattern="[A-Za-z0-9][A-Za-z0-9\-]{0,31}"
          title="Letters, digits and hyphens"
          error={errorOf('shortcut')}
        />
        <TextField
          label="Title"
          name="title"
          defaultValue={reply?.title}
          required
          maxLength={120}
          error={errorOf('title')}
        />
      </div>
      <TextAreaField
        label="Text"
        name="body"
        defaultValue={reply?.body}
        required
        rows={6}
        error={errorOf('body')}
        hint={HINT}
      />
    </>
  );
}
