import type { Classification } from '@frontdesk/core/sops/entities';
import type { Choice } from '@frontdesk/ui/choice-list';
import { Picker } from '@frontdesk/ui/picker';
import { CircleOff, Sparkles } from 'lucide-react';
import { useList } from '../../replica/hooks.ts';
import { intents as byName } from '../../replica/indexes.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { intentWords, sureness } from '../../shell/words.ts';
import { correctIntent } from './correct-intent.ts';

type IntentPickerProps = { anchor: Element; reading: Classification; onClose: () => void };

/** What the message really wants: the reader's next guesses first, then all of the intents, then none. */
export function IntentPicker({ anchor, reading, onClose }: IntentPickerProps) {
  const workspace = useWorkspace();
  const intents = useList(byName);
  const guesses = new Map(reading.alternatives.map((one) => [one.intentId, one.confidence]));
  const choices = intents.map(({ id, name, description }): Choice => {
    const guess = guesses.get(id);
    return {
      id,
      label: intentWords(name),
      keywords: `${name} ${description}`,
      ...(guess === undefined ? {} : { detail: sureness(guess) }),
      icon: <Sparkles size={15} aria-hidden="true" />,
      checked: id === reading.intentId,
      run: () => correctIntent(workspace, reading, { id, name }),
    };
  });
  const none: Choice = {
    id: 'none',
    label: 'None of these',
    icon: <CircleOff size={15} aria-hidden="true" />,
    checked: reading.intentId === null && reading.correctedAt !== null,
    run: () => correctIntent(workspace, reading, null),
  };
  const sureOf = ({ id }: Choice) => guesses.get(id) ?? -1;
  const groups = [
    {
      id: 'guesses',
      label: 'It may be',
      items: choices.filter(({ id }) => guesses.has(id)).toSorted((a, b) => sureOf(b) - sureOf(a)),
    },
    { id: 'all', label: 'Intents', items: choices.filter(({ id }) => !guesses.has(id)) },
    { id: 'none', label: 'Other', items: [none] },
  ].filter((group) => group.items.length > 0);
  return (
    <Picker
      label="Correct the intent"
      placeholder="What does this message want?"
      anchor={anchor}
      side="top"
      align="start"
      onClose={onClose}
      groups={groups}
      empty="No intent of that name. A manager can add one in the settings."
    />
  );
}
