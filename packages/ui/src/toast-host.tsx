import { Toast } from '@base-ui/react/toast';
import clsx from 'clsx';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { buttonClass } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { POPUP_SURFACE } from './popup-surface.ts';

export type ToastMessage = {
  id: string;
  text: string;
  tone?: 'plain' | 'bad';
  action?: { label: string; run: () => void };
};

/** Shows what the app says in passing. F6 reaches it, Escape closes it, and it stays while it is hovered or focused. */
export function ToastHost({
  toasts,
  onDone,
}: {
  toasts: readonly ToastMessage[];
  onDone: (id: string) => void;
}) {
  return (
    <Toast.Provider timeout={6_000} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed bottom-4 left-4 z-50 flex w-[24rem] max-w-[94vw] flex-col gap-2 max-md:bottom-18 max-md:left-[3vw]">
          <ToastRows />
        </Toast.Viewport>
      </Toast.Portal>
      <ToastFeed toasts={toasts} onDone={onDone} />
    </Toast.Provider>
  );
}

function ToastFeed({
  toasts,
  onDone,
}: {
  toasts: readonly ToastMessage[];
  onDone: (id: string) => void;
}) {
  const { add, close } = Toast.useToastManager();
  useEffect(() => {
    for (const toast of toasts) {
      const action = toast.action;
      add({
        id: toast.id,
        title: toast.text,
        type: toast.tone ?? 'plain',
        priority: toast.tone === 'bad' ? 'high' : 'low',
        ...(action === undefined
          ? {}
          : {
              actionProps: {
                children: action.label,
                onClick: () => {
                  action.run();
                  close(toast.id);
                },
              },
            }),
      });
      onDone(toast.id);
    }
  }, [toasts, onDone, add, close]);
  return null;
}

function ToastRows() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={clsx(
        POPUP_SURFACE,
        'w-full data-limited:hidden',
        toast.type === 'bad' && 'border-bad',
      )}
    >
      <Toast.Content className="flex items-center gap-2 py-1.5 pr-1.5 pl-3">
        <Toast.Title className="flex-1 text-sm" />
        {toast.actionProps === undefined ? null : (
          <Toast.Action className={buttonClass('quiet', 'sm')} />
        )}
        <Toast.Close
          aria-label="Dismiss"
          render={<IconButton label="Dismiss" icon={<X size={14} />} />}
        />
      </Toast.Content>
    </Toast.Root>
  ));
}
