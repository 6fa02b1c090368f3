import type { Tag } from '@frontdesk/core/entities';
import { newId } from '@frontdesk/core/ids';
import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { TextField } from '@frontdesk/ui/field';
import { IconButton } from '@frontdesk/ui/icon-button';
import { Tag as TagIcon, Trash2 } from 'lucide-react';
import type { FocusEvent, FormEvent } from 'react';
import { useCount } from '../inbox/use-view.ts';
import { useList, useMe } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { counted } from '../../shell/words.ts';
import { PageHead } from './page-parts.tsx';

export function TagsPage() {
  const tags = useList(indexes.tags);
  const may = allowed(useMe(), 'tag.write');
  return (
    <>
      <PageHead title="Tags">Every tag is a view of its own in the inbox.</PageHead>
      {may ? <NewTag taken={tags} /> : null}
      {tags.length === 0 ? (
        <EmptyState
          icon={<TagIcon size={28} strokeWidth={1.5} aria-hidden="true" />}
          title="No tags yet"
        >
          Press T on a conversation, or add one here.
        </EmptyState>
      ) : null}
      <ul>
        {tags.map((tag) => (
          <TagRow key={tag.id} tag={tag} may={may} />
        ))}
      </ul>
    </>
  );
}

function NewTag({ taken }: { taken: readonly Tag[] }) {
  const { mutate } = useWorkspace();
  const toast = useWindowState((state) => state.toast);
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const name = String(values.get('name') ?? '').trim();
    if (taken.some((tag) => tag.name.toLocaleLowerCase() === name.toLocaleLowerCase()))
      return toast(`There is a tag ${name} already`, { tone: 'bad' });
    mutate('tag.create', { tagId: newId(), name, color: String(values.get('color')) });
    form.reset();
  };
  return (
    <form onSubmit={add} className="mb-5 flex items-end gap-2">
      <input
        type="color"
        name="color"
        defaultValue="#7a5cc4"
        aria-label="Colour of the new tag"
        className="h-9 w-11 rounded-md border border-line-strong bg-panel p-1 max-md:h-11"
      />
      <div className="flex-1">
        <TextField label="New tag" name="name" required maxLength={60} />
      </div>
      <Button tone="primary" type="submit" className="h-9">
        Add
      </Button>
    </form>
  );
}

function TagRow({ tag, may }: { tag: Tag; may: boolean }) {
  const { mutate } = useWorkspace();
  const count = useCount({ kind: 'tag', id: tag.id });
  const tagId = tag.id;
  const rename = (event: FocusEvent<HTMLInputElement>) => {
    const name = event.target.value.trim();
    if (name !== '' && name !== tag.name) mutate('tag.update', { tagId, name });
    else event.target.value = tag.name;
  };
  return (
    <li className="flex h-11 items-center gap-3 border-b">
      <input
        type="color"
        aria-label={`Colour of ${tag.name}`}
        value={tag.color}
        disabled={!may}
        onChange={(event) => mutate('tag.update', { tagId, color: event.target.value })}
        className="size-6 rounded-sm border-0 bg-transparent p-0"
      />
      <input
        aria-label={`Name of ${tag.name}`}
        defaultValue={tag.name}
        disabled={!may}
        maxLength={60}
        onBlur={rename}
        className="h-8 min-w-0 flex-1 rounded-md bg-transparent px-1.5 hover:bg-hover focus:bg-panel"
      />
      <span className="tabular text-xs text-ink-3">{counted(count, 'open conversation')}</span>
      {may ? (
        <IconButton
          label={`Delete ${tag.name}`}
          icon={<Trash2 size={15} />}
          onClick={() => mutate('tag.delete', { tagId })}
        />
      ) : null}
    </li>
  );
}
