import { Button } from '@frontdesk/ui/button';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../../api/request.ts';
import { useWindowState } from '../../../shell/window-state.ts';
import { READER_PATH } from './use-reader.ts';

/** Saves all intents as a spreadsheet reads them, and as an import takes them. */
export function ExportButton() {
  const toast = useWindowState((state) => state.toast);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    // A download cannot renew an old session; an ordinary call does, and says why where it cannot.
    const answer = await request('GET', READER_PATH);
    setBusy(false);
    if (!answer.ok) return toast(answer.failure.message, { tone: 'bad' });
    const link = document.createElement('a');
    link.href = '/api/v1/ai/intents?format=csv';
    link.download = 'intents.csv';
    link.click();
  };
  return (
    <Button
      icon={<Download size={14} aria-hidden="true" />}
      disabled={busy}
      onClick={() => void save()}
    >
      Export
    </Button>
  );
}
