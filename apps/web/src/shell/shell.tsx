'use client';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { CloudOff } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import type { Failure } from '../api/request.ts';
import { WorkspaceContext, useWorkspace } from '../replica/workspace.ts';
import { BottomBar, Rail } from './rail.tsx';
import { areaOf, navigate, useAddress } from './location.ts';
import { SpokenMark } from './mark-link.tsx';
import { patiently } from './patiently.ts';
import { Screen } from './screen.tsx';
import { followSystemTheme } from './theme.ts';
import { useBoot } from './use-boot.ts';
import { useKeyboard } from './use-keyboard.ts';
import { whenIdle } from './when-idle.ts';
import { useWindowState } from './window-state.ts';

const loadOverlays = () => import('../overlays/overlay-host.tsx');
const OverlayHost = lazy(loadOverlays);
const LockedScreen = lazy(async () => ({
  default: (await import('./locked-screen.tsx')).LockedScreen,
}));
// What the first picture does not have: they say how things stand once there is something to say.
const StateBanner = lazy(async () => ({
  default: (await patiently(() => import('./state-banner.tsx'))).StateBanner,
}));
const UpdateLine = lazy(async () => ({ default: (await import('./update-line.tsx')).UpdateLine }));

export function Shell() {
  const { workspace, failure } = useBoot();
  const address = useAddress();
  useKeyboard(workspace);
  useEffect(followSystemTheme, []);
  if (workspace === null) return <Waiting failure={failure} />;
  return (
    <WorkspaceContext value={workspace}>
      <Frame address={address} />
    </WorkspaceContext>
  );
}

function Waiting({ failure }: { failure: Failure | null }) {
  return (
    <div className="grid h-dvh place-items-center bg-sunken">
      {failure === null ? (
        <span className="sr-only" role="status">
          Opening Frontdesk
        </span>
      ) : (
        <EmptyState
          icon={<CloudOff size={28} strokeWidth={1.5} aria-hidden="true" />}
          title="Frontdesk cannot be reached"
        >
          {failure.status === 0 ? 'It is tried again every few seconds.' : failure.message}
        </EmptyState>
      )}
    </div>
  );
}

function Frame({ address }: { address: string }) {
  const { me } = useWorkspace();
  const locked = me.mustSetUpSecondFactor && !address.startsWith('/settings/account');
  useEffect(() => {
    if (locked) navigate('/settings/account', { replace: true });
    else if (address === '/') navigate('/inbox/open', { replace: true });
  }, [address, locked]);
  useIdleOverlays();
  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-sunken">
      <Suspense fallback={null}>
        <StateBanner area={areaOf(address)} />
      </Suspense>
      <Suspense fallback={null}>
        <UpdateLine />
      </Suspense>
      <SpokenMark />
      <div className="flex min-h-0 flex-1">
        <Rail area={areaOf(address)} />
        <Shown address={address} />
      </div>
      <BottomBar address={address} />
      <Floating />
    </div>
  );
}

function Shown({ address }: { address: string }) {
  const { status } = useWorkspace();
  // Only that, so that a screen is not drawn anew with each change of the status.
  const isLocked = () => status.get().connection === 'locked';
  const locked = useSyncExternalStore(status.subscribe, isLocked, isLocked);
  if (!locked || address.startsWith('/outbox')) return <Screen address={address} />;
  return (
    <Suspense fallback={null}>
      <LockedScreen />
    </Suspense>
  );
}

/** The chunk of overlays is fetched when the page has nothing better to do, so that the first picker opens at once. */
function useIdleOverlays(): void {
  useEffect(() => whenIdle(() => void loadOverlays()), []);
}

/** Mounted with the first thing that floats, and kept: it also holds the toasts and the tooltips. */
function Floating() {
  const needed = useWindowState((state) => state.overlay !== null || state.toasts.length > 0);
  const [mounted, setMounted] = useState(false);
  if (needed && !mounted) setMounted(true);
  useEffect(() => {
    const mount = () => setMounted(true);
    addEventListener('pointermove', mount, { once: true });
    addEventListener('keydown', mount, { once: true });
    return () => {
      removeEventListener('pointermove', mount);
      removeEventListener('keydown', mount);
    };
  }, []);
  return mounted ? (
    <Suspense fallback={null}>
      <OverlayHost />
    </Suspense>
  ) : null;
}
