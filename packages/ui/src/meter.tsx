import { Meter as Base } from '@base-ui/react/meter';
import clsx from 'clsx';

const FILLS = { accent: 'bg-accent', warn: 'bg-warn', bad: 'bg-bad', neutral: 'bg-ink-3' } as const;

export type MeterProps = {
  /** What is measured; its name for assistive technology. */
  label: string;
  /** 0 to 1. */
  value: number;
  /** The same in words, for people who do not see the bar. */
  words: string;
  tone?: keyof typeof FILLS;
};

/** How much of a whole, as a bar. The figure stands beside it, so that nothing hangs on its length alone. */
export function Meter({ label, value, words, tone = 'accent' }: MeterProps) {
  return (
    <Base.Root
      aria-label={label}
      value={Math.round(Math.min(1, Math.max(0, value)) * 100)}
      getAriaValueText={() => words}
      className="w-full"
    >
      <Base.Track className="h-1.5 overflow-hidden rounded-full bg-hover">
        <Base.Indicator className={clsx('h-full rounded-full', FILLS[tone])} />
      </Base.Track>
    </Base.Root>
  );
}
