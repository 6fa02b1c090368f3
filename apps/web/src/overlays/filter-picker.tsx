import { CHANNELS, PRIORITIES } from '@frontdesk/core/entities';
import { ChannelMark, channelName } from '@frontdesk/ui/channel-mark';
import { Picker } from '@frontdesk/ui/picker';
import { Avatar } from '@frontdesk/ui/avatar';
import { Flame, MailWarning, X } from 'lucide-react';
import { NO_FILTERS, addressOf, filterCount, placeOf } from '../features/inbox/place.ts';
import type { Filters } from '../features/inbox/place.ts';
import { useList, usePeople } from '../replica/hooks.ts';
import * as indexes from '../replica/indexes.ts';
import { navigate, useAddress } from '../shell/location.ts';

/** Switches one filter on or off; what is on stands in the address. */
export function FilterPicker({ anchor, onClose }: { anchor: Element; onClose: () => void }) {
  const place = placeOf(useAddress());
  const tags = useList(indexes.tags);
  const people = usePeople();
  const { filters } = place;
  const toggles = new Map<string, Partial<Filters>>();
  const item = <T,>(id: string, label: string, icon: React.ReactNode, on: boolean, set: (value: T | null) => Partial<Filters>, value: T) => {
    toggles.set(id, set(on ? null : value));
    return { id, label, icon, checked: on };
  };
  const groups = [
    ...(filterCount(filters) > 0 ? [{ id: 'clear', label: 'Filters', items: [{ id: 'clear', label: 'Clear all filters', icon: <X size={15} aria-hidden="true" /> }] }] : []),
    { id: 'state', label: 'State', items: [item('unread', 'Unread', <MailWarning size={15} aria-hidden="true" />, filters.unread, (on) => ({ unread: on !== null }), true)] },
    {
      id: 'channel',
      label: 'Channel',
      items: CHANNELS.filter((channel) => channel !== 'api').map((channel) =>
        item(`channel:${channel}`, channelName(channel), <ChannelMark channel={channel} decorative />, filters.channel === channel, (value) => ({ channel: value }), channel),
      ),
    },
    {
      id: 'priority',
      label: 'Priority',
      items: [...PRIORITIES]
        .reverse()
        .map((priority) => item(`priority:${priority}`, priority.slice(0, 1) + priority.slice(1).toLowerCase(), <Flame size={15} aria-hidden="true" />, filters.priority === priority, (value) => ({ priority: value }), priority)),
    },
    {
      id: 'assignee',
      label: 'Assigned to',
      items: [...people.values()]
        .filter((person) => person.active)
        .map((person) => item(`user:${person.id}`, person.name, <Avatar name={person.name} seed={person.id} size="xs" />, filters.assigneeId === person.id, (value) => ({ assigneeId: value }), person.id)),
    },
    {
      id: 'tag',
      label: 'Tag',
      items: tags.map((tag) =>
        item(`tag:${tag.id}`, tag.name, <span aria-hidden="true" className="size-2 rounded-full" style={{ backgroundColor: tag.color }} />, filters.tagId === tag.id, (value) => ({ tagId: value }), tag.id),
      ),
    },
  ].filter((group) => group.items.length > 0);
  const pick = (id: string) => {
    const next = id === 'clear' ? { ...NO_FILTERS, sort: filters.sort } : { ...filters, ...toggles.get(id) };
    navigate(addressOf({ ...place, filters: next }), { replace: true });
    onClose();
  };
  return <Picker label="Filter" placeholder="Filter by…" anchor={anchor} onClose={onClose} groups={groups} onPick={(choice) => pick(choice.id)} empty={() => 'No such filter'} />;
}
