'use client';
import { useMemo, useState } from 'react';
import OverlayHost from '../overlays/overlay-host.tsx';
import { WorkspaceContext } from '../replica/workspace.ts';
import { useKeyboard } from '../shell/use-keyboard.ts';
import { areaOf, useAddress } from '../shell/location.ts';
import { BottomBar, Rail } from '../shell/rail.tsx';
import { Screen } from '../shell/screen.tsx';
import { StateBanner } from '../shell/state-banner.tsx';
import { SYNC_STATES } from './fixture-work.ts';
import { fixtureWorkspace } from './fixture-workspace.ts';
import { Primitives } from './primitives.tsx';

/**
 * `/gallery`: every primitive. `/gallery?at=/inbox/open/daniel`: the screen of that address over invented rows, with `&sync=offline`
 * as it is then.
 */
export function Gallery() {
  const address = useAddress();
  if (address === '') return null;
  const params = new URLSearchParams(address.split('?')[1] ?? '');
  const at = address.startsWith('/gallery') ? params.get('at') : address;
  const sync = params.get('sync') ?? 'live';
  const known = sync in SYNC_STATES ? (sync as keyof typeof SYNC_STATES) : 'live';
  return at === null ? <Primitives /> : <FixtureScreen address={at} sync={known} />;
}

function FixtureScreen({ address, sync }: { address: string; sync: keyof typeof SYNC_STATES }) {
  // What the engine is like when the page opens: links to other screens leave it so.
  const [first] = useState(sync);
  const workspace = useMemo(() => fixtureWorkspace(SYNC_STATES[first]), [first]);
  useKeyboard(workspace);
  return (
    <WorkspaceContext value={workspace}>
      <div className="flex h-dvh flex-col overflow-hidden bg-sunken">
        <StateBanner area={areaOf(address)} />
        <div className="flex min-h-0 flex-1">
          <Rail area={areaOf(address)} />
          <Screen address={address} />
        </div>
        <BottomBar address={address} />
        <OverlayHost />
      </div>
    </WorkspaceContext>
  );
}
