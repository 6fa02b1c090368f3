import { radio } from '@frontdesk/sync/tabs/radio';
import type { Wire } from '@frontdesk/sync/tabs/wire';

/** Between the tabs of one person in this browser: who says it signs out, so that no engine of theirs goes on. */
export const farewell = (owner: string): Wire<'left'> => radio(`frontdesk-farewell:${owner}`);
