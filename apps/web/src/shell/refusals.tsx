import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { AlertCircle } from 'lucide-react';
import { useLive } from '../replica/hooks.ts';
import { useWorkspace } from '../replica/workspace.ts';

/** The words in a mutation's arguments, which somebody wrote and must not lose. */
function textIn(args: unknown): string | null {
  const text = (args as { text?: unknown } | null)?.text;
  return typeof text === 'string' && text !== '' ? text : null;
}

/** What the server did not accept: why, the text that was in it, and a way to be done with it. */
export function Refusals() {
  const { refused, dismiss } = useWorkspace();
  const items = useLive(refused);
  if (items.length === 0) return null;
  return (
    <div className="flex flex-col gap-px" role="region" aria-label="Changes that were not accepted">
      {items.map(({ uid, args, result }) => {
        const text = textIn(args);
        return (
          <Banner
            key={uid}
            tone="bad"
            icon={<AlertCircle size={14} aria-hidden="true" />}
            action={
              <>
                {text === null ? null : (
                  <Button size="sm" onClick={() => void navigator.clipboard.writeText(text)}>
                    Copy the text
                  </Button>
                )}
                <Button size="sm" tone="quiet" onClick={() => dismiss(uid)}>
                  Dismiss
                </Button>
              </>
            }
          >
            {result.message ?? 'A change was not accepted.'}
            {text === null ? '' : ` “${text.length > 80 ? `${text.slice(0, 80)}…` : text}”`}
          </Banner>
        );
      })}
    </div>
  );
}
