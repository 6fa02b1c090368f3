import { announceReopened } from './announce-reopened.ts';
import { readMessage } from '../reading/read-message.ts';
import { decide } from '../runs/decide.ts';
import type { MessageFacts, PipelineStep } from './pipeline-step.ts';

/** In the order in which they run. A message waits at its recorded step and goes on from there. */
export const PIPELINE_STEPS: readonly PipelineStep[] = [announceReopened, readMessage, decide];

/** The first step that has something to do; null when none has. */
export const firstStep = (facts: MessageFacts): string | null =>
  PIPELINE_STEPS.find((step) => step.applies(facts))?.name ?? null;

/** The step of that name; undefined for one that an older release had. */
export const stepNamed = (name: string): PipelineStep | undefined =>
  PIPELINE_STEPS.find((step) => step.name === name);

/** The step behind this one; null after the last. */
export const nextStep = (step: PipelineStep): string | null =>
  PIPELINE_STEPS[PIPELINE_STEPS.indexOf(step) + 1]?.name ?? null;
