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
import { PageHead, SettingsForm } from './page-parts.tsx';

export function SavedRepliesPage() {
  const replies = useList(indexes.cannedReplies);
  const me = useMe();
  const { mutate } = useWorkspace();
  const toast = useWindowState((state) => state.toast);
  const [editing, setEditing] = useState<CannedReply | 'new' | null>(null);
  const may = allowed(me, 'cannedReply.write');
  const remove = (reply: CannedReply) => {
    mutate('cannedReply.delete', { cannedReplyId: reply.id });
    const { shortcut, title, body } = reply;
    toast(`Deleted /${shortcut}`, { action: { label: 'Undo', run: () => mutate('cannedReply.create', { cannedReplyId: newId(), shortcut, title, body }) } });
  };
  return (
    <>
      <PageHead
        title="Saved replies"
        action={
          may ? (
            <Button tone="primary" icon={<Plus size={14} aria-hidden="true" />} onClick={() => setEditing('new')}>
              New reply
            </Button>
          ) : null
        }
      >
        Type / in a reply to insert one, with the customer’s details filled in.
      </PageHead>
      {replies.length === 0 ? (
        <EmptyState icon={<MessageSquareText size={28} strokeWidth={1.5} aria-hidden="true" />} title="None yet">
          Save what you write every day, and type two letters instead.
        </EmptyState>
      ) : null}
      <ul>
        {replies.map((reply) => (
          <li key={reply.id} className="flex items-start gap-3 border-b py-3">
            <code className="w-28 shrink-0 truncate pt-0.5 font-mono text-xs text-accent-ink">/{reply.shortcut}</code>
            <div className="min-w-0 flex-1">
              <p className="font-medium">{reply.title}</p>
              <p className="line-clamp-2 whitespace-pre-wrap text-ink-2" dir="auto">
                {reply.body}
              </p>
            </div>
            {may ? (
              <>
                <IconButton label={`Edit /${reply.shortcut}`} icon={<Pencil size={15} />} onClick={() => setEditing(reply)} />
                <IconButton label={`Delete /${reply.shortcut}`} icon={<Trash2 size={15} />} onClick={() => remove(reply)} />
              </>
            ) : null}
          </li>
        ))}
      </ul>
      {editing === null ? null : <ReplyDialog reply={editing === 'new' ? null : editing} taken={replies} onClose={() => setEditing(null)} />}
    </>
  );
}

function ReplyDialog({ reply, taken, onClose }: { reply: CannedReply | null; taken: readonly CannedReply[]; onClose: () => void }) {
  const { mutate } = useWorkspace();
  const send = async (values: Readonly<Record<string, string>>) => {
    const fields = { shortcut: (values['shortcut'] ?? '').trim().toLowerCase(), title: (values['title'] ?? '').trim(), body: values['body'] ?? '' };
    if (taken.some((one) => one.shortcut === fields.shortcut && one.id !== reply?.id)) {
      const details = [{ field: 'shortcut', message: 'Another reply has this name' }];
      return { ok: false as const, failure: { status: 409, code: 'CONFLICT', message: 'Another reply has this name', details } };
    }
    if (reply === null) mutate('cannedReply.create', { cannedReplyId: newId(), ...fields });
    else mutate('cannedReply.update', { cannedReplyId: reply.id, ...fields });
    return { ok: true as const, value: null };
  };
  return (
    <Dialog open onClose={onClose} title={reply === null ? 'New saved reply' : 'Edit the saved reply'} width="md">
      <SettingsForm submit="Save" send={send} onDone={onClose} onCancel={onClose}>
        {(errorOf) => (
          <>
            <div className="grid gap-3 sm:grid-cols-[10rem_1fr]">
              <TextField label="Name after the slash" name="shortcut" defaultValue={reply?.shortcut} required pattern="[A-Za-z0-9][A-Za-z0-9\-]{0,31}" title="Letters, digits and hyphens" error={errorOf('shortcut')} />
              <TextField label="Title" name="title" defaultValue={reply?.title} required maxLength={120} error={errorOf('title')} />
            </div>
            <TextAreaField
              label="Text"
              name="body"
              defaultValue={reply?.body}
              required
              rows={6}
              error={errorOf('body')}
              hint="Filled in by itself: {{contact.name}}, {{contact.firstName}}, {{contact.phone}}, {{agent.firstName}}, {{inbox.name}}. Anything else in double braces has to be filled in before sending."
            />
          </>
        )}
      </SettingsForm>
    </Dialog>
  );
}
