import { newId } from '@frontdesk/core/ids';
import { ChoiceList } from '@frontdesk/ui/choice-list';
import { Popover } from '@frontdesk/ui/popover';
import { useState } from 'react';
import { toggleTag } from '../features/inbox/changes.ts';
import { useList } from '../replica/hooks.ts';
import * as indexes from '../replica/indexes.ts';
import { allowed, useWorkspace } from '../replica/workspace.ts';
import type { PickerAt } from './assign-picker.tsx';

/** Readable on both grounds as a dot. */
const COLOURS = ['#7a5cc4', '#23867f', '#3b6ea8', '#b7791f', '#b3446c', '#4c7a34', '#c0532f', '#5a5f73'];

export function TagPicker({ anchor, ids, onClose }: PickerAt) {
  const workspace = useWorkspace();
  const tags = useList(indexes.tags);
  const links = ids.map((id) => new Set(workspace.store.list(indexes.tagsOnConversations, id).get().map((row) => row.tagId)));
  const [query, setQuery] = useState('');
  const may = allowed(workspace.me, 'tag.write');
  const create = () => {
    const tagId = newId();
    const name = query.trim();
    workspace.mutate('tag.create', { tagId, name, color: COLOURS[tags.length % COLOURS.length] ?? '#5a5f73' });
    toggleTag(workspace, ids, { id: tagId, name });
    onClose();
  };
  const groups = [
    {
      id: 'tags',
      label: '',
      items: tags.map((tag) => ({
        id: tag.id,
        label: tag.name,
        icon: <span aria-hidden="true" className="size-2 rounded-full" style={{ backgroundColor: tag.color }} />,
        checked: links.length > 0 && links.every((set) => set.has(tag.id)),
      })),
    },
  ];
  return (
    <Popover label="Tags" anchor={anchor} onClose={onClose} className="w-64 overflow-hidden">
      <ChoiceList
        label="Tag"
        placeholder="Tag…"
        groups={groups}
        query={query}
        onQuery={setQuery}
        onPick={(choice) => {
          toggleTag(workspace, ids, { id: choice.id, name: choice.label });
          onClose();
        }}
        empty={() =>
          query.trim() === '' ? (
            'No tags yet. Type a name to make the first.'
          ) : may ? (
            <button type="button" onClick={create} className="font-medium text-accent-ink hover:underline">
              Make the tag “{query.trim()}”
            </button>
          ) : (
            'No tag of that name. A manager can make one.'
          )
        }
      />
    </Popover>
  );
}
