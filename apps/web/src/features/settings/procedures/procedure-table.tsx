import type { Intent, Sop } from '@frontdesk/core/sops/entities';
import { Chip } from '@frontdesk/ui/chip';
import { Switch } from '@frontdesk/ui/switch';
import clsx from 'clsx';
import { useWorkspace } from '../../../replica/workspace.ts';
import { AppLink } from '../../../shell/app-link.tsx';
import { counted, intentWords, percent } from '../../../shell/words.ts';
import { AUTONOMY_WORDS } from './autonomy-words.ts';

type TableProps = {
  sops: readonly Sop[];
  intents: ReadonlyMap<string, Intent>;
  may: boolean;
};

const CELL = 'px-2 py-2.5 max-md:hidden';
const HEAD = 'px-2 py-1.5 text-left text-xs font-medium text-ink-3 max-md:hidden';

/** On a phone the figures stand below the title. */
export function ProcedureTable({ sops, intents, may }: TableProps) {
  return (
    <table aria-label="Procedures" className="w-full">
      <thead className="border-b max-md:sr-only">
        <tr>
          <th scope="col" className="py-1.5 pr-2 text-left text-xs font-medium text-ink-3">
            Procedure
          </th>
          <th scope="col" className={HEAD}>
            Autonomy
          </th>
          <th scope="col" className={clsx(HEAD, 'text-right')}>
            Success
          </th>
          <th scope="col" className={clsx(HEAD, 'text-right')}>
            Runs
          </th>
          <th scope="col" className={clsx(HEAD, 'text-right')}>
            Saves
          </th>
          <th scope="col" className={clsx(HEAD, 'text-right')}>
            Priority
          </th>
          <th scope="col" className="py-1.5 pl-2 text-right text-xs font-medium text-ink-3">
            On
          </th>
        </tr>
      </thead>
      <tbody>
        {sops.map((sop) => (
          <ProcedureRow
            key={sop.id}
            sop={sop}
            intent={sop.intentId === null ? undefined : intents.get(sop.intentId)}
            may={may}
          />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = { sop: Sop; intent: Intent | undefined; may: boolean };

const success = ({ runsDone, runsEnded }: Sop): string =>
  runsEnded === 0 ? 'not run yet' : percent(runsDone / runsEnded);

function ProcedureRow({ sop, intent, may }: RowProps) {
  const { mutate } = useWorkspace();
  const { label, tone } = AUTONOMY_WORDS[sop.autonomy];
  return (
    <tr className="relative border-b hover:bg-hover focus-within:bg-hover">
      <td className="max-w-0 py-2.5 pr-2 max-md:w-full md:w-1/2">
        <AppLink
          href={`/settings/procedures/${sop.id}`}
          data-row=""
          className={clsx(
            'block truncate font-medium outline-offset-4 after:absolute after:inset-0',
            !sop.enabled && 'text-ink-2',
          )}
        >
          {sop.title}
        </AppLink>
        <p className="mt-0.5 truncate text-xs text-ink-3">
          {intent === undefined ? 'Found by its words alone' : intentWords(intent.name)}
          {sop.keywords.length === 0 ? '' : ` · ${sop.keywords.join(', ')}`}
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 text-xs text-ink-3 md:hidden">
          <Chip tone={tone}>{label}</Chip>
          {sop.runsEnded === 0
            ? 'Not run yet'
            : `${success(sop)} of ${counted(sop.runsEnded, 'run')}`}{' '}
          · {sop.minutesSaved} min · priority {sop.priority}
        </p>
      </td>
      <td className={CELL}>
        <Chip tone={tone}>{label}</Chip>
      </td>
      <td className={clsx(CELL, 'tabular text-right whitespace-nowrap', quiet(sop))}>
        {success(sop)}
      </td>
      <td className={clsx(CELL, 'tabular text-right', quiet(sop))}>{sop.runsEnded}</td>
      <td className={clsx(CELL, 'tabular text-right whitespace-nowrap')}>{sop.minutesSaved} min</td>
      <td className={clsx(CELL, 'tabular text-right')}>{sop.priority}</td>
      <td className="py-2.5 pl-2 text-right">
        <span className="relative z-1 inline-flex">
          <Switch
            label={`${sop.title} is on`}
            checked={sop.enabled}
            disabled={!may}
            onChange={(enabled) => mutate('sop.update', { sopId: sop.id, enabled })}
          />
        </span>
      </td>
    </tr>
  );
}

const quiet = ({ runsEnded }: Sop): string => (runsEnded === 0 ? 'text-ink-3' : '');
