import { Button, buttonClass } from '@frontdesk/ui/button';
import { Copy, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { AppLink } from '../../../shell/app-link.tsx';
import { navigate } from '../../../shell/location.ts';
import { useWindowState } from '../../../shell/window-state.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import type { ProcedureAnswer } from './procedure-answer.ts';

export function ProcedureMenu({ sop }: { sop: ProcedureAnswer }) {
  const [asking, setAsking] = useState(false);
  const toast = useWindowState((state) => state.toast);
  const onDeleted = () => {
    toast(`Deleted ${sop.title}`);
    navigate('/settings/procedures', { replace: true });
  };
  return (
    <div className="flex gap-2">
      <AppLink href={`/settings/procedures/new?from=${sop.id}`} className={buttonClass()}>
        <Copy size={14} aria-hidden="true" /> Duplicate
      </AppLink>
      <Button
        tone="danger"
        icon={<Trash2 size={14} aria-hidden="true" />}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      {asking ? (
        <DeleteDialog
          name={sop.title}
          path={`/sops/${sop.id}`}
          onDone={onDeleted}
          onClose={() => setAsking(false)}
        >
          <p>It fits no message any more, and there is no way to bring it back.</p>
          <p>
            Conversations that it ran in keep what it did. To stop it for a while, switch it off
            instead.
          </p>
        </DeleteDialog>
      ) : null}
    </div>
  );
}
