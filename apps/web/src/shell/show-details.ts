import { addressOf, placeOf } from '../features/inbox/place.ts';
import { navigate } from './location.ts';
import { useWindowState } from './window-state.ts';

/** Brings the details panel into sight: beside the conversation where there is room for it, else over or in place of it. */
export function showDetails(): void {
  const { detailsHidden, toggleDetails } = useWindowState.getState();
  if (!matchMedia('(min-width: 1100px)').matches)
    navigate(addressOf({ ...placeOf(location.pathname + location.search), details: true }));
  else if (detailsHidden) toggleDetails();
}
