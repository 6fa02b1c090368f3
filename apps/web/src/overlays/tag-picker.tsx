import { newId } from '@frontdesk/core/ids';
import { ChoiceList } from '@frontdesk/ui/choice-list';
import type { Choice } from '@frontdesk/ui/choice-list';
import { Popover } from '@frontdesk/ui/popover';
import { useState } from 'react';
import { toggleTag } from '../features/inbox/changes.ts';
import { useList } from '../replica/hooks.ts';
import * as indexes from '../replica/indexes.ts';
import { allowed, useWorkspace } from '../replica/workspace.ts';
import type { PickerAt } from './assign-picker.tsx';

/** Readable on both grounds as a dot. */
const COLOURS = [
  '#7a5cc4',
  '#23867f',
  '#3b6ea8',
  '#b7791f',
  '#b3446c',
  '#4c7a34',
  '#c0532f',
  '#5a5f73',
] as const;

/** Tags as choices, ticked where all of the conversations carry them. */
function useTagChoices(ids: readonly string[]): Choice[] {
  const workspace = useWorkspace();
  const links = ids.map((id) => workspace.store.list(indexes.tagsOnConversations, id).get());
  const everyHas = (tagId: string) =>
    links.length > 0 && links.every((rows) => rows.some((row) => row.tagId === tagId));
  return useList(indexes.tags).map(({ id, name, color }) => ({
    id,
    label: name,
    icon: (
      <span aria-hidden="true" className="size-2 rounded-full" style={{ backgroundColor: color }} />
    ),
    checked: everyHas(id),
    run: () => toggleTag(workspace, ids, { id, name }),
  }));
}

export function TagPicker({ anchor, ids, onClose }: PickerAt) {
  const choices = useTagChoices(ids);
  const [query, setQuery] = useState('');
  const name = query.trim();
  return (
    <Popover label="Tags" anchor={anchor} onClose={onClose} className="w-64 overflow-hidden">
      <ChoiceList
        label="Tag"
        placeholder="Tag…"
        groups={[{ id: 'tags', label: '', items: choices }]}
        query={query}
        onQuery={setQuery}
        onPicked={onClose}
        empty={
          name === '' ? (
            'No tags yet. Type a name to make the first.'
          ) : (
            <NewTag name={name} number={choices.length} ids={ids} onClose={onClose} />
          )
        }
      />
    </Popover>
  );
}

type NewTagProps = Pick<PickerAt, 'ids' | 'onClose'> & { name: string; number: number };

/** No tag of this name: who may make one makes it here and puts it on in the same breath. */
function NewTag({ name, number, ids, onClose }: NewTagProps) {
  const workspace = useWorkspace();
  if (!allowed(workspace.me, 'tag.write')) return 'No tag of that name. A manager can make one.';
  const create = () => {
    const tagId = newId();
    const color = COLOURS[number % COLOURS.length] ?? COLOURS[0];
    workspace.mutate('tag.create', { tagId, name, color });
    toggleTag(workspace, ids, { id: tagId, name });
    onClose();
  };
  return (
    <button type="button" onClick={create} className="font-medium text-accent-ink hover:underline">
      Make the tag “{name}”
    </button>
  );
}
