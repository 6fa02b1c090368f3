import { Meter } from '@frontdesk/ui/meter';
import { Switch } from '@frontdesk/ui/switch';
import { useState } from 'react';
import { ReadingResult } from '../features/settings/intents/reading-result.tsx';
import { ChipsField } from '../features/settings/parts/chips-field.tsx';
import { FileDrop } from '../features/settings/parts/file-drop.tsx';
import { NotAllowed } from '../features/settings/parts/not-allowed.tsx';
import { keyed } from '../features/settings/parts/ordered.ts';
import { PickField } from '../features/settings/parts/pick-field.tsx';
import { AutonomyField } from '../features/settings/procedures/autonomy-field.tsx';
import { StepsField } from '../features/settings/procedures/steps-field.tsx';
import { GalleryRow } from './gallery-row.tsx';

const nothing = () => undefined;

export function SettingsParts() {
  const [on, setOn] = useState(true);
  const [words, setWords] = useState<readonly string[]>(['trackman', 'reset link']);
  const [steps, setSteps] = useState(() => ['Find the account', 'Send the link'].map(keyed));
  return (
    <>
      <GalleryRow title="Switch and meters">
        <Switch label="The procedure is on" checked={on} onChange={setOn} />
        <Switch label="Nobody may change it" checked={false} disabled onChange={nothing} />
        {(['accent', 'warn', 'bad', 'neutral'] as const).map((tone) => (
          <div key={tone} className="w-40">
            <Meter label={`Share in ${tone}`} value={0.62} words="62 %" tone={tone} />
          </div>
        ))}
      </GalleryRow>
      <GalleryRow title="Parts of the settings">
        <div className="flex w-full flex-col gap-4">
          <ChipsField
            label="Keywords"
            one="keyword"
            hint="Enter or a comma adds one."
            maxLength={60}
            values={words}
            onChange={setWords}
          />
          <Choices />
          <StepsField
            steps={steps}
            onChange={(next) => setSteps([...next])}
            errorOf={(field) => (field === 'steps.1' ? 'Is too long' : undefined)}
          />
          <FileDrop label="Choose a JSON or CSV file" accept=".json" onFile={nothing} />
          <ReadingResult answer={READING} />
          <NotAllowed page="AI providers" least="ADMIN" />
        </div>
      </GalleryRow>
    </>
  );
}

const READING = {
  intent: 'password_reset',
  confidence: 0.62,
  alternatives: [{ intent: 'booking_change', confidence: 0.21 }],
  unsure: true,
  language: 'th',
  urgency: 'HIGH',
  provider: 'embedded',
  ms: 2,
} as const;

function Choices() {
  const [fruit, setFruit] = useState('pear');
  const [autonomy, setAutonomy] = useState<'off' | 'suggest' | 'approve' | 'auto'>('suggest');
  const options = ['apple', 'pear'].map((value) => ({ value, label: value }));
  return (
    <>
      <PickField
        label="Tag"
        none="Choose a tag"
        empty="No such tag"
        value={fruit}
        groups={[{ id: 'fruit', label: 'Fruit', options }]}
        error="Choose another."
        onChange={setFruit}
      />
      <AutonomyField value={autonomy} onChange={setAutonomy} />
    </>
  );
}
