import clsx from 'clsx';
import { CloudAlert, CloudCheck, CloudOff, CloudUpload, TriangleAlert } from 'lucide-react';

export type ConnectionState =
  | 'saved'
  | 'saving'
  | 'connecting'
  | 'offline'
  /** This browser keeps nothing beyond the window. */
  | 'volatile'
  /** New work cannot be kept now. */
  | 'failed';

const LOOKS = {
  saved: { icon: CloudCheck, ink: 'text-ok' },
  saving: { icon: CloudUpload, ink: 'text-ink-2' },
  connecting: { icon: CloudAlert, ink: 'text-warn' },
  offline: { icon: CloudOff, ink: 'text-warn' },
  volatile: { icon: TriangleAlert, ink: 'text-warn' },
  failed: { icon: TriangleAlert, ink: 'text-bad' },
} as const;

type MarkProps = {
  state: ConnectionState;
  words: string;
  size?: number;
  /** Only the sign is seen; the words are what assistive technology reads. */
  wordless?: boolean;
};

/** Whether what is on the screen is everyone's: shape and word, never colour alone. Says nothing by itself when it changes. */
export function ConnectionMark({ state, words, size = 14, wordless = false }: MarkProps) {
  const { icon: Icon, ink } = LOOKS[state];
  return (
    <span className={clsx('inline-flex items-center gap-1 text-xs', ink)}>
      <Icon size={size} aria-hidden="true" className="shrink-0" />
      <span className={wordless ? 'sr-only' : 'tabular truncate'}>{words}</span>
    </span>
  );
}
