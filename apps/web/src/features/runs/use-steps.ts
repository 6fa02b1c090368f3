import type { SopRunStep } from '@frontdesk/core/sops/entities';
import { createContext, use } from 'react';
import { useList } from '../../replica/hooks.ts';
import { stepsByRun } from '../../replica/indexes.ts';

/** Steps of fetched runs, by run: what the replica does not hold. */
export const HistorySteps = createContext<ReadonlyMap<string, readonly SopRunStep[]>>(new Map());

const NONE: readonly SopRunStep[] = [];

/** The steps of a run in their order. */
export function useSteps(runId: string): readonly SopRunStep[] {
  const here = useList(stepsByRun, runId);
  const fetched = use(HistorySteps).get(runId) ?? NONE;
  return here.length > 0 ? here : fetched;
}
