import { newId } from '@frontdesk/core/ids';
import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { TextField } from '@frontdesk/ui/field';
import { IconButton } from '@frontdesk/ui/icon-button';
import { Tag, Trash2 } from 'lucide-react';
import type { FormEvent } from 'react';
import { viewCount } from '../inbox/view-query.ts';
import { useList, useMe } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { counted } from '../../shell/words.ts';
import { PageHead } from './page-parts.tsx';

export function TagsPage() {
  const workspace = useWorkspace();
  const { mutate, store } = workspace;
  const me = useMe();
  const tags = useList(indexes.tags);
  const may = allowed(me, 'tag.write');
  const toast = useWindowState((state) => state.toast);
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const name = String(values.get('name') ?? '').trim();
    if (tags.some((tag) => tag.name.toLocaleLowerCase() === name.toLocaleLowerCase())) return toast(`There is a tag ${name} already`, { tone: 'bad' });
    mutate('tag.create', { tagId: newId(), name, color: String(values.get('color')) });
    form.reset();
  };
  return (
    <>
      <PageHead title="Tags">Every tag is a view of its own in the inbox.</PageHead>
      {may ? (
        <form onSubmit={add} className="mb-5 flex items-end gap-2">
          <input type="color" name="color" defaultValue="#7a5cc4" aria-label="Colour of the new tag" className="h-9 w-11 rounded-md border border-line-strong bg-panel p-1 max-md:h-11" />
          <div className="flex-1">
            <TextField label="New tag" name="name" required maxLength={60} />
          </div>
          <Button tone="primary" type="submit" className="h-9">
            Add
          </Button>
        </form>
      ) : null}
      {tags.length === 0 ? (
        <EmptyState icon={<Tag size={28} strokeWidth={1.5} aria-hidden="true" />} title="No tags yet">
          Press T on a conversation, or add one here.
        </EmptyState>
      ) : null}
      <ul>
        {tags.map((tag) => (
          <li key={tag.id} className="flex h-11 items-center gap-3 border-b">
            <input
              type="color"
              aria-label={`Colour of ${tag.name}`}
              value={tag.color}
              disabled={!may}
              onChange={(event) => mutate('tag.update', { tagId: tag.id, color: event.target.value })}
              className="size-6 rounded-sm border-0 bg-transparent p-0"
            />
            <input
              aria-label={`Name of ${tag.name}`}
              defaultValue={tag.name}
              disabled={!may}
              maxLength={60}
              onBlur={(event) => {
                const name = event.target.value.trim();
                if (name !== '' && name !== tag.name) mutate('tag.update', { tagId: tag.id, name });
                else event.target.value = tag.name;
              }}
              className="h-8 min-w-0 flex-1 rounded-md bg-transparent px-1.5 hover:bg-hover focus:bg-panel"
            />
            <span className="tabular text-xs text-ink-3">{counted(viewCount(store, { kind: 'tag', id: tag.id }, me.userId).get(), 'open conversation')}</span>
            {may ? <IconButton label={`Delete ${tag.name}`} icon={<Trash2 size={15} />} onClick={() => mutate('tag.delete', { tagId: tag.id })} /> : null}
          </li>
        ))}
      </ul>
    </>
  );
}
