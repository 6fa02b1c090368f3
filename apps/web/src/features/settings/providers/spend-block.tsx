import { TextField } from '@frontdesk/ui/field';
import { Meter } from '@frontdesk/ui/meter';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../../api/request.ts';
import { useWindowState } from '../../../shell/window-state.ts';
import { Block, Problem, SettingsForm } from '../page-parts.tsx';
import { UsageTable } from './usage-table.tsx';
import { SPEND_PATH, dollars, useSpend } from './use-spend.ts';
import type { SpendAnswer } from './use-spend.ts';

/** What a day may cost, what today has cost, and where the money went. */
export function SpendBlock({ may }: { may: boolean }) {
  const { data, error } = useSpend();
  return (
    <Block
      title="Spending"
      lead="When the day’s limit is reached, the built-in reader reads on alone until midnight."
    >
      {error === null ? null : <Problem failure={error.failure} />}
      {data === undefined ? null : (
        <>
          <Today spend={data} />
          {may ? <LimitForm key={data.dailyLimit} spend={data} /> : null}
          <UsageTable spend={data} />
        </>
      )}
    </Block>
  );
}

/** From here on the bar warns. */
const NEARLY = 0.8;

function Today({ spend: { dailyLimit, spentToday, timezone } }: { spend: SpendAnswer }) {
  const share = dailyLimit === 0 ? 0 : spentToday / dailyLimit;
  const words = `${dollars(spentToday)} of ${dollars(dailyLimit)}`;
  return (
    <div className="mb-4 max-w-md">
      <p className="mb-1 flex items-baseline gap-2">
        <span className="font-medium">{words}</span>
        <span className="text-xs text-ink-3">spent today ({timezone})</span>
      </p>
      <Meter
        label="Spent of today’s limit"
        value={share}
        words={words}
        tone={share >= 1 ? 'bad' : share >= NEARLY ? 'warn' : 'accent'}
      />
    </div>
  );
}

function LimitForm({ spend }: { spend: SpendAnswer }) {
  const client = useQueryClient();
  const toast = useWindowState((state) => state.toast);
  return (
    <div className="mb-4 max-w-md">
      <SettingsForm
        submit="Save the limit"
        send={({ dailyLimit }) =>
          request<SpendAnswer>('PUT', SPEND_PATH, { body: { dailyLimit: Number(dailyLimit) } })
        }
        onDone={(answer) => {
          client.setQueryData([SPEND_PATH], answer);
          toast('The limit is saved');
        }}
      >
        {(errorOf) => (
          <TextField
            label="Limit for a day, in US dollars"
            name="dailyLimit"
            type="number"
            inputMode="decimal"
            min={0}
            max={100_000}
            step="any"
            required
            defaultValue={spend.dailyLimit}
            error={errorOf('dailyLimit')}
            hint="0: no provider that costs anything is asked."
          />
        )}
      </SettingsForm>
    </div>
  );
}
