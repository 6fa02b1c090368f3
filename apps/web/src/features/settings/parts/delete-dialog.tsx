import type { ReactNode } from 'react';
import { request } from '../../../api/request.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

type DeleteProps = {
  name: string;
  /** Below `/api/v1`. */
  path: string;
  /** What goes with it, and what stays. */
  children: ReactNode;
  onDone: () => void;
  onClose: () => void;
};

/** Asked before something that all share is deleted. */
export function DeleteDialog({ name, path, ...rest }: DeleteProps) {
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      confirm="Delete it for everyone"
      run={() => request('DELETE', path)}
      {...rest}
    />
  );
}
