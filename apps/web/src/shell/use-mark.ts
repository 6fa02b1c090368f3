import { useState } from 'react';
import { derived, shared } from '../replica/derived.ts';
import { useLive } from '../replica/hooks.ts';
import { useWorkspace } from '../replica/workspace.ts';
import type { Workspace } from '../replica/workspace.ts';
import { markOf } from './sync-words.ts';
import type { Mark } from './sync-words.ts';
import { useLasting } from './use-lasting.ts';

/** What is over sooner than this is not worth a sign: most changes are everyone's within milliseconds. */
const NOTICEABLE_MS = 400;

const marks = shared((status: Workspace['status']) => derived([status], markOf));

/** The mark of the moment. It leaves "Saved for all" only for what lasts. */
export function useMark(): Mark {
  const now = useLive(marks(useWorkspace().status));
  const isPassing = now.state === 'saving' || now.state === 'connecting';
  const busy = useLasting(isPassing, NOTICEABLE_MS);
  const [calm, setCalm] = useState(now);
  const shown = isPassing && !busy ? calm : now;
  if (!isPassing && (calm.state !== now.state || calm.words !== now.words)) setCalm(now);
  return shown;
}
