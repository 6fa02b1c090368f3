'use client';
import { ToastHost } from '@frontdesk/ui/toast-host';
import { TooltipHost } from '@frontdesk/ui/tooltip-host';
import { memo, useDeferredValue } from 'react';
import { IntentPicker } from '../features/reading/intent-picker.tsx';
import { useWindowState } from '../shell/window-state.ts';
import type { Overlay } from '../shell/window-state.ts';
import { AccountMenu } from './account-menu.tsx';
import { AssignPicker } from './assign-picker.tsx';
import { FilterPicker } from './filter-picker.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { InsertPicker } from './insert-picker.tsx';
import { Lightbox } from './lightbox.tsx';
import { MoreMenu } from './more-menu.tsx';
import { Palette } from './palette.tsx';
import { PriorityPicker, StatusPicker } from './state-pickers.tsx';
import { SnoozePicker, SnoozeUntilDialog } from './snooze-picker.tsx';
import { SignOutDialog } from './sign-out-dialog.tsx';
import { TagPicker } from './tag-picker.tsx';

/** Everything that floats, in one chunk that is fetched when the page is idle. It goes by its own state alone. */
export default memo(function OverlayHost() {
  const overlay = useWindowState((state) => state.overlay);
  // What somebody did is painted first, and right behind it what is said about it.
  const toasts = useDeferredValue(useWindowState((state) => state.toasts));
  const toastShown = useWindowState((state) => state.toastShown);
  return (
    <>
      {overlay === null ? null : <OneOverlay overlay={overlay} />}
      <ToastHost toasts={toasts} onDone={toastShown} />
      <TooltipHost />
    </>
  );
});

function OneOverlay({ overlay }: { overlay: Overlay }) {
  const close = useWindowState((state) => state.close);
  switch (overlay.kind) {
    case 'assign':
      return <AssignPicker {...overlay} onClose={close} />;
    case 'tag':
      return <TagPicker {...overlay} onClose={close} />;
    case 'snooze':
      return <SnoozePicker {...overlay} onClose={close} />;
    case 'snoozeUntil':
      return <SnoozeUntilDialog ids={overlay.ids} onClose={close} />;
    case 'status':
      return <StatusPicker {...overlay} onClose={close} />;
    case 'priority':
      return <PriorityPicker {...overlay} onClose={close} />;
    case 'filter':
      return <FilterPicker anchor={overlay.anchor} onClose={close} />;
    case 'intent':
      return <IntentPicker anchor={overlay.anchor} reading={overlay.reading} onClose={close} />;
    case 'more':
      return <MoreMenu {...overlay} onClose={close} />;
    case 'account':
      return <AccountMenu anchor={overlay.anchor} onClose={close} />;
    case 'insert':
      return <InsertPicker {...overlay} onDone={close} />;
    case 'lightbox':
      return <Lightbox attachmentId={overlay.attachmentId} onClose={close} />;
    case 'palette':
      return <Palette onClose={close} />;
    case 'signOut':
      return <SignOutDialog pending={overlay.pending} onClose={close} />;
    case 'help':
      return <HelpDialog onClose={close} />;
  }
}
