import type { Intent } from '@frontdesk/core/sops/entities';
import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer, Failure } from '../../../api/request.ts';
import { request } from '../../../api/request.ts';
import { counted, fileSize, intentWords } from '../../../shell/words.ts';
import { Problem } from '../page-parts.tsx';
import { FileDrop } from '../parts/file-drop.tsx';
import { isJson, previewImport } from './import-preview.ts';
import type { ImportPreview } from './import-preview.ts';
import { ImportReport } from './import-report.tsx';
import type { ImportReportAnswer } from './import-report.tsx';
import { READER_PATH } from './use-reader.ts';

type Chosen = { readonly name: string; readonly size: number; readonly text: string };

type ImportProps = { known: readonly Intent[]; onClose: () => void };

export function ImportDialog({ known, onClose }: ImportProps) {
  const [report, setReport] = useState<ImportReportAnswer>();
  if (report === undefined)
    return <ChooseFile known={known} onClose={onClose} onImported={setReport} />;
  const done = (
    <Button tone="primary" onClick={onClose}>
      Done
    </Button>
  );
  return (
    <Dialog open onClose={onClose} width="md" title="Imported" footer={done}>
      <ImportReport report={report} />
    </Dialog>
  );
}

type ChooseProps = ImportProps & { onImported: (report: ImportReportAnswer) => void };

function ChooseFile({ known, onClose, onImported }: ChooseProps) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const choose = async (file: File) => {
    setFailure(undefined);
    setChosen({ name: file.name, size: file.size, text: await file.text() });
  };
  const send = async () => {
    if (chosen === undefined) return;
    setBusy(true);
    const answer = await sendFile(chosen);
    setBusy(false);
    if (!answer.ok) return setFailure(answer.failure);
    void client.invalidateQueries({ queryKey: [READER_PATH] });
    onImported(answer.value);
  };
  const footer = (
    <>
      <Button tone="quiet" onClick={onClose}>
        Cancel
      </Button>
      <Button tone="primary" disabled={chosen === undefined || busy} onClick={() => void send()}>
        {busy ? 'Importing' : 'Import'}
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} width="md" title="Import intents" footer={footer}>
      <div className="flex flex-col gap-3">
        <FileDrop label="Choose a JSON or CSV file" accept={FILES} onFile={choose} />
        {chosen === undefined ? <Forms /> : <WillChange chosen={chosen} known={known} />}
        {failure === undefined ? null : <Problem failure={failure} />}
      </div>
    </Dialog>
  );
}

const FILES = '.json,.csv,application/json,text/csv';

function sendFile({ name, text }: Chosen): Promise<Answer<ImportReportAnswer>> {
  const type = isJson(name, text) ? 'application/json' : 'text/csv';
  return request('PUT', '/ai/intents', {
    body: new Blob([text], { type }),
    headers: { 'content-type': type },
  });
}

/** What a file has to look like, for one who has none yet. */
function Forms() {
  return (
    <div className="text-xs text-ink-2">
      <p>A spreadsheet saved as CSV, one example in a row, up to 50,000:</p>
      <pre className="my-1 rounded-md bg-sunken p-2 font-mono">
        {'text,intent\nI forgot my password,password_reset'}
      </pre>
      <p>Or JSON:</p>
      <pre className="my-1 rounded-md bg-sunken p-2 font-mono whitespace-pre-wrap">
        {'{"intents": [{"name": "password_reset", "examples": ["I forgot my password"]}]}'}
      </pre>
    </div>
  );
}

function WillChange({ chosen, known }: { chosen: Chosen; known: readonly Intent[] }) {
  const preview = previewImport(chosen.name, chosen.text, known);
  return (
    <div role="status" className="rounded-md border p-3">
      <p className="font-medium">
        {chosen.name} <span className="font-normal text-ink-3">{fileSize(chosen.size)}</span>
      </p>
      {preview === null ? (
        <p className="mt-1 text-warn">
          No intents can be seen in it. It needs a column text and a column intent, or JSON as
          above.
        </p>
      ) : (
        <ul className="mt-1 list-disc pl-4 text-ink-2">
          {consequences(preview).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

const SHOWN = 5;

const named = (names: readonly string[]): string => {
  const rest = names.length - SHOWN;
  const list = names.slice(0, SHOWN).map(intentWords).join(', ');
  return rest > 0 ? `${list} and ${rest} more` : list;
};

function consequences({ examples, fresh, replaced, untouched }: ImportPreview): string[] {
  return [
    `${counted(examples, 'example')} for ${counted(fresh.length + replaced.length, 'intent')}.`,
    ...(fresh.length > 0 ? [`New: ${named(fresh)}.`] : []),
    ...(replaced.length > 0
      ? [`Their examples are replaced: ${named(replaced)}. What agents have corrected stays.`]
      : []),
    ...(untouched > 0
      ? [`${counted(untouched, 'other intent')} ${untouched === 1 ? 'stays' : 'stay'} as they are.`]
      : []),
    'Then the reader is trained again, which takes seconds.',
  ];
}
