import { useRow } from '../../replica/hooks.ts';
import type { View } from './place.ts';

const NAMES = {
  mine: 'Mine',
  unassigned: 'Unassigned',
  open: 'All open',
  mentions: 'Mentions',
  approval: 'Waiting for approval',
  snoozed: 'Snoozed',
  resolved: 'Resolved',
  spam: 'Spam',
  failed: 'Failed sends',
} as const;

/** What a view is called at the head of its list. */
export function useViewName(view: View): string {
  const id = 'id' in view ? view.id : null;
  const inbox = useRow('inboxes', view.kind === 'inbox' ? id : null);
  const tag = useRow('tags', view.kind === 'tag' ? id : null);
  const team = useRow('teams', view.kind === 'team' ? id : null);
  return 'id' in view ? ((inbox ?? tag ?? team)?.name ?? 'Unknown view') : NAMES[view.kind];
}
