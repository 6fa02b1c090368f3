import { Dialog } from '@frontdesk/ui/dialog';
import { ACTIONS } from '../shell/actions.ts';

const GROUPS = ['Conversation', 'Procedures', 'Move', 'Go to', 'Window'] as const;

const WRITING = [
  ['⏎', 'Send'],
  ['⇧ ⏎', 'New line'],
  ['/', 'Saved replies, at the start of a line'],
  ['@', 'Mention a colleague, in a note'],
  [':', 'Emoji'],
  ['Tab', 'Take the suggested reply'],
  ['Esc', 'Dismiss it, or leave the field'],
] as const;

function Key({ children }: { children: string }) {
  return (
    <kbd className="rounded-sm border border-line-strong bg-sunken px-1.5 font-sans text-xs text-ink-2">
      {children}
    </kbd>
  );
}

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="All keys"
      width="md"
      description="Letters act outside of fields and sit where they sit on an English keyboard, whatever the layout."
    >
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className="mb-1 text-xs font-medium text-ink-3">{group}</h3>
            <dl>
              {ACTIONS.filter((action) => action.group === group && action.keys !== undefined).map(
                (action) => (
                  <div key={action.id} className="flex items-center justify-between gap-3 py-0.5">
                    <dt>{action.label.replace('…', '')}</dt>
                    <dd className="flex gap-1">
                      {action.keys?.map((hotkey) => (
                        <Key key={hotkey.code}>{hotkey.shown}</Key>
                      ))}
                    </dd>
                  </div>
                ),
              )}
            </dl>
          </section>
        ))}
        <section>
          <h3 className="mb-1 text-xs font-medium text-ink-3">Writing</h3>
          <dl>
            {WRITING.map(([key, words]) => (
              <div key={words} className="flex items-center justify-between gap-3 py-0.5">
                <dt>{words}</dt>
                <dd>
                  <Key>{key}</Key>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
