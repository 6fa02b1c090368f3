import type { RefusedItem } from '@frontdesk/sync/client/sync-client';
import { useEffect, useState } from 'react';
import { Boot, type BootState } from './boot.ts';
import { isByLooking } from './by-looking.ts';
import { navigate } from './location.ts';
import { whoAmI } from './me.ts';
import { rememberMe, rememberedMe } from './remembered-me.ts';
import { finishLeaving, onSignOut, toSignIn } from './session.ts';
import { whenIdle } from './when-idle.ts';
import { useWindowState } from './window-state.ts';

/** The engine comes beside the page, while the server is asked who this is. */
const loadEngine = () => import('../replica/open-workspace.ts');

const loadWipe = () => import('../replica/wipe-former.ts');

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    // Whoever waits for the server need not wait for the rest of a pause when there is a network again.
    addEventListener('online', () => resolve(), { once: true });
  });

function sayRefused({ name, result }: RefusedItem): void {
  if (isByLooking(name)) return;
  useWindowState.getState().toast(result.message ?? 'A change was not accepted.', {
    tone: 'bad',
    action: { label: 'Look', run: () => navigate('/outbox') },
  });
}

/** Signs in by cookie, or by memory without a network, and opens the replica; the HTML that brought us here holds nothing about anybody. */
export function useBoot(): BootState {
  const [state, setState] = useState<BootState>({ workspace: null, failure: null });
  useEffect(() => {
    const boot = new Boot({
      ask: async () => (await finishLeaving()) ?? whoAmI(),
      open: async (me) => {
        const { openWorkspace } = await loadEngine();
        return openWorkspace(me, { onRefused: sayRefused, onLeft: () => toSignIn('/') });
      },
      remembered: rememberedMe,
      remember: rememberMe,
      confirmed: (me) => whenIdle(() => void loadWipe().then((wipe) => wipe.wipeFormer(me))),
      toSignIn: () => toSignIn(),
      startOver: () => location.reload(),
      onState: setState,
      pause,
    });
    const forget = onSignOut((options) => boot.leave(options));
    void boot.start();
    return () => {
      forget();
      boot.close();
    };
  }, []);
  return state;
}
