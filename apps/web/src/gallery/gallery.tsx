'use client';
import { useMemo } from 'react';
import OverlayHost from '../overlays/overlay-host.tsx';
import { WorkspaceContext } from '../replica/workspace.ts';
import { useKeyboard } from '../shell/keyboard.ts';
import { useAddress } from '../shell/location.ts';
import { BottomBar, Rail } from '../shell/rail.tsx';
import { Screen } from '../shell/screen.tsx';
import { fixtureWorkspace } from './fixture-workspace.ts';
import { Primitives } from './primitives.tsx';

/** `/gallery`: every primitive. `/gallery?at=/inbox/open/daniel`: the screen of that address over invented rows. */
export function Gallery() {
  const address = useAddress();
  if (address === '') return null;
  const params = new URLSearchParams(address.split('?')[1] ?? '');
  const at = address.startsWith('/gallery') ? params.get('at') : address;
  return at === null ? <Primitives /> : <FixtureScreen address={at} />;
}

function FixtureScreen({ address }: { address: string }) {
  const workspace = useMemo(() => fixtureWorkspace(), []);
  useKeyboard(workspace);
  return (
    <WorkspaceContext value={workspace}>
      <div className="flex h-dvh flex-col overflow-hidden bg-sunken">
        <div className="flex min-h-0 flex-1">
          <Rail address={address} />
          <Screen address={address} />
        </div>
        <BottomBar address={address} />
        <OverlayHost />
      </div>
    </WorkspaceContext>
  );
}
