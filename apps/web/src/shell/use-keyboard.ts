import { useEffect } from 'react';
import type { Workspace } from '../replica/workspace.ts';
import { EarlyKeys } from './early-keys.ts';
import { patiently } from './patiently.ts';
import { whenIdle } from './when-idle.ts';

/** What the keys do is fetched once the page is drawn, or with the first of them. */
export function useKeyboard(workspace: Workspace | null): void {
  useEffect(() => {
    if (workspace === null) return undefined;
    const keys = new EarlyKeys(async () => {
      const { onKeyDown } = await patiently(() => import('./keyboard.ts'));
      return (event, isTaken) => onKeyDown(workspace, event, isTaken);
    });
    whenIdle(() => void keys.load());
    document.addEventListener('keydown', keys.listen);
    return () => {
      document.removeEventListener('keydown', keys.listen);
      keys.end();
    };
  }, [workspace]);
}
