import { dollars } from './use-spend.ts';
import type { SpendAnswer } from './use-spend.ts';

const PURPOSE_WORDS = { read: 'Reading', draft: 'Drafts', test: 'Tests' } as const;

const COUNT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

const HEAD = 'py-1 pl-3 text-right font-medium';
const CELL = 'tabular py-1.5 pl-3 text-right whitespace-nowrap';

/** The last days by provider and purpose. */
export function UsageTable({ spend: { usage, usageDays } }: { spend: SpendAnswer }) {
  if (usage.length === 0)
    return <p className="text-ink-3">{`No provider was asked in the last ${usageDays} days.`}</p>;
  const total = usage.reduce((sum, one) => sum + one.cost, 0);
  return (
    <table className="w-full">
      <caption className="mb-1 text-left text-xs font-medium text-ink-2">
        {`The last ${usageDays} days: ${dollars(total)}`}
      </caption>
      <thead className="border-b text-xs text-ink-3">
        <tr>
          <th scope="col" className="py-1 text-left font-medium">
            Provider
          </th>
          <th scope="col" className={HEAD}>
            Calls
          </th>
          <th scope="col" className={`${HEAD} max-md:hidden`}>
            Failed
          </th>
          <th scope="col" className={HEAD}>
            Tokens
          </th>
          <th scope="col" className={`${HEAD} max-md:hidden`}>
            Average
          </th>
          <th scope="col" className={HEAD}>
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {usage.map((one) => (
          <tr key={`${one.providerId ?? one.provider}-${one.purpose}`} className="border-b">
            <th scope="row" className="py-1.5 text-left font-normal">
              {one.provider}{' '}
              <span className="text-xs text-ink-3">{PURPOSE_WORDS[one.purpose]}</span>
            </th>
            <td className={CELL}>{COUNT.format(one.calls)}</td>
            <td className={`${CELL} max-md:hidden ${one.failed > 0 ? 'text-bad' : ''}`}>
              {one.failed}
            </td>
            <td className={CELL}>{COUNT.format(one.inputTokens + one.outputTokens)}</td>
            <td className={`${CELL} max-md:hidden`}>{one.ms === null ? '–' : `${one.ms} ms`}</td>
            <td className={CELL}>{dollars(one.cost)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
