import { EmptyState } from '@frontdesk/ui/empty-state';
import { Inbox } from 'lucide-react';
import { useConnection, useUsable } from '../../replica/hooks.ts';
import { navigate } from '../../shell/location.ts';
import { NO_FILTERS, addressOf, filterCount } from './place.ts';
import type { Place } from './place.ts';

const TEACH: Readonly<Record<string, readonly [title: string, words: string]>> = {
  mine: ['Nothing is yours right now', 'Open Unassigned and press A on a conversation to take it.'],
  unassigned: ['Everything has an owner', 'New messages that nobody has taken yet appear here.'],
  open: [
    'All answered',
    'When a customer writes on any channel, the conversation appears here at once.',
  ],
  mentions: [
    'No mentions',
    'When a colleague writes @ and your name in a note, it is waiting here.',
  ],
  approval: [
    'Nothing waits for approval',
    'When a procedure fits what a customer wrote and needs a yes, the conversation stands here. Y approves.',
  ],
  snoozed: [
    'Nothing is snoozed',
    'Press S on a conversation to set it aside until a time. It comes back by itself, or when the customer writes.',
  ],
  resolved: [
    'Nothing resolved yet',
    'Press E on a conversation when it is done. A new message opens it again.',
  ],
  spam: ['No spam', 'Conversations marked as spam are kept here, out of the way.'],
};

/** What to do about a list that is empty, or why it is. */
export function NothingHere({ place }: { place: Place }) {
  const ready = useUsable();
  const connection = useConnection();
  if (!ready)
    return (
      <EmptyState
        title={connection === 'offline' ? 'Not known on this device' : 'Getting your conversations'}
      >
        {connection === 'offline'
          ? 'They have not been fetched here yet. They appear as soon as there is a network.'
          : 'The first time takes a moment.'}
      </EmptyState>
    );
  if (filterCount(place.filters) > 0)
    return (
      <EmptyState
        title="No match"
        action={
          <button
            type="button"
            className="font-medium text-accent-ink hover:underline"
            onClick={() =>
              navigate(
                addressOf({ ...place, filters: { ...NO_FILTERS, sort: place.filters.sort } }),
                { replace: true },
              )
            }
          >
            Clear the filters
          </button>
        }
      >
        No conversation in this view passes the filters.
      </EmptyState>
    );
  const [title, words] = TEACH[place.view.kind] ?? [
    'Nothing here',
    'Conversations that match this view appear here by themselves.',
  ];
  return (
    <EmptyState icon={<Inbox size={28} strokeWidth={1.5} aria-hidden="true" />} title={title}>
      {words}
    </EmptyState>
  );
}
