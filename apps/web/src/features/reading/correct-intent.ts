import type { Classification, Intent } from '@frontdesk/core/sops/entities';
import type { Workspace } from '../../replica/workspace.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { intentWords } from '../../shell/words.ts';

/** Says what a message really wants; null: none of the intents. Undoing it says again what was said before. */
export function correctIntent(
  workspace: Workspace,
  { id: classificationId, intentId: before, correctedAt }: Classification,
  to: Pick<Intent, 'id' | 'name'> | null,
): void {
  const intentId = to?.id ?? null;
  // What the machine had said is said by a person when it is picked again: no doubt is left of it.
  if (intentId === before && correctedAt !== null) return;
  workspace.mutate('classification.correct', { classificationId, intentId });
  const undo = () =>
    workspace.mutate('classification.correct', { classificationId, intentId: before });
  const said =
    to === null
      ? 'Corrected: none of the intents'
      : `Corrected to ${intentWords(to.name)}. The reader learns from it`;
  useWindowState.getState().toast(said, { action: { label: 'Undo', run: undo } });
}
