// First, before React's renderer.
import { takeDrawnWhenCalm } from './render-log.ts';
import { createRoot } from 'react-dom/client';
import OverlayHost from '../overlays/overlay-host.tsx';
import { withSteadyPresence } from '../replica/steady-presence.ts';
import { WorkspaceContext } from '../replica/workspace.ts';
import { useKeyboard } from '../shell/use-keyboard.ts';
import { areaOf, useAddress } from '../shell/location.ts';
import { BottomBar, Rail } from '../shell/rail.tsx';
import { Screen } from '../shell/screen.tsx';
import { StateBanner } from '../shell/state-banner.tsx';
import { Desk } from './desk.ts';

const desk = new Desk();
const workspace = withSteadyPresence(desk.workspace);

/** As the shell puts the screen together. */
function Page() {
  const address = useAddress();
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

/** What a test does with the page. */
const hands = { desk, takeDrawnWhenCalm };
export type Hands = typeof hands;
Object.assign(globalThis, { hands });

createRoot(document.body.appendChild(document.createElement('div'))).render(<Page />);
