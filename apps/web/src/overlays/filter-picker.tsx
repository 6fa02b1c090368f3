import { CHANNELS, PRIORITIES } from '@frontdesk/core/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { ChannelMark, channelName } from '@frontdesk/ui/channel-mark';
import type { Choice, ChoiceGroup } from '@frontdesk/ui/choice-list';
import { Picker } from '@frontdesk/ui/picker';
import { Flame, MailWarning, X } from 'lucide-react';
import { NO_FILTERS, addressOf, filterCount, placeOf } from '../features/inbox/place.ts';
import type { Filters } from '../features/inbox/place.ts';
import { useList, usePeople } from '../replica/hooks.ts';
import * as indexes from '../replica/indexes.ts';
import { navigate, useAddress } from '../shell/location.ts';

type Kind = 'channel' | 'priority' | 'tagId' | 'assigneeId';
type Offer = Pick<Choice, 'label' | 'icon'> & { value: string };

const title = (word: string) => word.slice(0, 1) + word.slice(1).toLowerCase();

/** What can be filtered by, besides unread. */
function useOffers(): readonly { kind: Kind; label: string; offers: readonly Offer[] }[] {
  const tags = useList(indexes.tags);
  const people = [...usePeople().values()].filter((person) => person.active);
  const channels = CHANNELS.filter((channel) => channel !== 'api');
  return [
    {
      kind: 'channel',
      label: 'Channel',
      offers: channels.map((value) => ({
        value,
        label: channelName(value),
        icon: <ChannelMark channel={value} decorative />,
      })),
    },
    {
      kind: 'priority',
      label: 'Priority',
      offers: PRIORITIES.toReversed().map((value) => ({
        value,
        label: title(value),
        icon: <Flame size={15} aria-hidden="true" />,
      })),
    },
    {
      kind: 'assigneeId',
      label: 'Assigned to',
      offers: people.map(({ id, name }) => ({
        value: id,
        label: name,
        icon: <Avatar name={name} seed={id} size="xs" />,
      })),
    },
    {
      kind: 'tagId',
      label: 'Tag',
      offers: tags.map(({ id, name, color }) => ({
        value: id,
        label: name,
        icon: <Dot color={color} />,
      })),
    },
  ];
}

function Dot({ color }: { color: string }) {
  return (
    <span aria-hidden="true" className="size-2 rounded-full" style={{ backgroundColor: color }} />
  );
}

/** Switches one filter on or off; what is on stands in the address. */
export function FilterPicker({ anchor, onClose }: { anchor: Element; onClose: () => void }) {
  const place = placeOf(useAddress());
  const { filters } = place;
  const go = (next: Partial<Filters>) =>
    navigate(addressOf({ ...place, filters: { ...filters, ...next } }), { replace: true });
  const unread: Choice = {
    id: 'unread',
    label: 'Unread',
    icon: <MailWarning size={15} aria-hidden="true" />,
    checked: filters.unread,
    run: () => go({ unread: !filters.unread }),
  };
  const clear: Choice = {
    id: 'clear',
    label: 'Clear all filters',
    icon: <X size={15} aria-hidden="true" />,
    run: () => go({ ...NO_FILTERS, sort: filters.sort }),
  };
  const state = filterCount(filters) > 0 ? [clear, unread] : [unread];
  const groups: ChoiceGroup[] = [
    { id: 'state', label: 'State', items: state },
    ...useOffers().map(({ kind, label, offers }) => ({
      id: kind,
      label,
      items: offers.map(({ value, ...look }) => {
        const checked = filters[kind] === value;
        return {
          id: `${kind}:${value}`,
          ...look,
          checked,
          run: () => go({ [kind]: checked ? null : value }),
        };
      }),
    })),
  ].filter((group) => group.items.length > 0);
  return (
    <Picker
      label="Filter"
      placeholder="Filter by…"
      anchor={anchor}
      onClose={onClose}
      groups={groups}
      empty="No such filter"
    />
  );
}
