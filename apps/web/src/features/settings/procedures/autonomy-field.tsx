import type { Autonomy } from '@frontdesk/core/sops/actions';
import { AUTONOMIES } from '@frontdesk/core/sops/actions';
import clsx from 'clsx';
import { AUTONOMY_WORDS } from './autonomy-words.ts';

/** Four radio buttons, each with its consequence. */
export function AutonomyField({
  value,
  onChange,
}: {
  value: Autonomy;
  onChange: (value: Autonomy) => void;
}) {
  return (
    <fieldset>
      <legend className="sr-only">Autonomy</legend>
      <div className="flex flex-col gap-1">
        {AUTONOMIES.map((autonomy) => {
          const { label, means } = AUTONOMY_WORDS[autonomy];
          const on = autonomy === value;
          return (
            <label
              key={autonomy}
              className={clsx(
                'flex items-start gap-2.5 rounded-md border px-3 py-2',
                on ? 'border-accent bg-selected' : 'hover:bg-hover',
              )}
            >
              <input
                type="radio"
                name="autonomy"
                value={autonomy}
                checked={on}
                onChange={() => onChange(autonomy)}
                aria-label={label}
                aria-describedby={`autonomy-${autonomy}`}
                className="mt-0.5 size-4 shrink-0 accent-(--accent)"
              />
              <span>
                <span className="font-medium">{label}</span>
                <span id={`autonomy-${autonomy}`} className="block text-ink-2">
                  {means}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
