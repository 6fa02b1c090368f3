import clsx from 'clsx';
import { Cloud, CloudAlert, CloudOff, CloudUpload } from 'lucide-react';

export type ConnectionState = 'saved' | 'saving' | 'connecting' | 'offline';

const LOOKS = {
  saved: { icon: Cloud, words: 'Saved for all', ink: 'text-ok' },
  saving: { icon: CloudUpload, words: 'Saving…', ink: 'text-ink-2' },
  connecting: { icon: CloudAlert, words: 'Reconnecting…', ink: 'text-warn' },
  offline: { icon: CloudOff, words: 'Offline', ink: 'text-warn' },
} as const;

/** Whether what is on the screen is everyone's: shape and word, never colour alone. */
export function ConnectionMark({
  state,
  wordless = false,
}: {
  state: ConnectionState;
  wordless?: boolean;
}) {
  const { icon: Icon, words, ink } = LOOKS[state];
  return (
    <span
      role="status"
      data-tip={wordless ? words : undefined}
      className={clsx('inline-flex items-center gap-1 text-xs', ink)}
    >
      <Icon size={14} aria-hidden="true" />
      <span className={wordless ? 'sr-only' : undefined}>{words}</span>
    </span>
  );
}
