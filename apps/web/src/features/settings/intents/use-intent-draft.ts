import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer, Failure } from '../../../api/request.ts';
import { request } from '../../../api/request.ts';
import { useWindowState } from '../../../shell/window-state.ts';
import { fromLines, mergeLines, toLines } from './example-lines.ts';
import { READER_PATH } from './use-reader.ts';

/** As `GET /api/v1/ai/intents/:id` tells it. `messageId`: what an agent's correction has taught. */
export type IntentAnswer = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly rev: number;
  readonly examples: readonly { readonly text: string; readonly messageId: string | null }[];
};

type Written = { readonly name: string; readonly description: string; readonly lines: string };

const textsOf = (answer: IntentAnswer | null): readonly string[] =>
  (answer?.examples ?? []).map(({ text }) => text);

const writtenOf = (answer: IntentAnswer | null): Written => ({
  name: answer?.name ?? '',
  description: answer?.description ?? '',
  lines: toLines(textsOf(answer)),
});

const pathOf = (id: string) => `/ai/intents/${id}`;

async function readAgain(id: string): Promise<IntentAnswer | null> {
  const answer = await request<IntentAnswer>('GET', pathOf(id));
  return answer.ok ? answer.value : null;
}

function send(base: IntentAnswer | null, written: Written): Promise<Answer<IntentAnswer>> {
  const body = {
    name: written.name.trim(),
    description: written.description.trim(),
    examples: fromLines(written.lines).texts,
  };
  if (base === null) return request('POST', '/ai/intents', { body });
  return request('PATCH', pathOf(base.id), { body, headers: { 'if-match': `"${base.rev}"` } });
}

/** An intent while it is written. What agents correct meanwhile is put beside what was typed, never under it. */
export function useIntentDraft(loaded: IntentAnswer | null) {
  const client = useQueryClient();
  const toast = useWindowState((state) => state.toast);
  const [base, setBase] = useState(loaded);
  const [written, setWritten] = useState(() => writtenOf(loaded));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [notice, setNotice] = useState<string | null>(null);
  const [madeId, setMadeId] = useState<string | null>(null);
  const before = writtenOf(base);
  const changed =
    written.name !== before.name ||
    written.description !== before.description ||
    written.lines !== before.lines;
  const dirty = changed && madeId === null;

  const adopt = (answer: IntentAnswer) => {
    setBase(answer);
    setWritten(writtenOf(answer));
    setNotice(null);
  };
  if (loaded !== null && base !== null && loaded.rev > base.rev && !dirty) adopt(loaded);

  const onRefused = async (refused: Failure) => {
    const isStale = refused.code === 'CONFLICT' && refused.details.length === 0;
    const theirs = isStale && base !== null ? await readAgain(base.id) : null;
    if (theirs === null) return setFailure(refused);
    const merged = mergeLines(textsOf(base), fromLines(written.lines).texts, textsOf(theirs));
    setWritten({ ...written, lines: toLines(merged) });
    setBase(theirs);
    setNotice('Its examples have changed meanwhile. They are put in below: look, and save again.');
  };
  const save = async () => {
    if (busy || !dirty) return;
    setBusy(true);
    setFailure(undefined);
    const answer = await send(base, written);
    setBusy(false);
    if (!answer.ok) return onRefused(answer.failure);
    client.setQueryData([pathOf(answer.value.id)], answer.value);
    void client.invalidateQueries({ queryKey: [READER_PATH] });
    toast('Saved. The reader is training.');
    if (base === null) setMadeId(answer.value.id);
    adopt(answer.value);
  };
  return {
    written,
    change: (fields: Partial<Written>) => setWritten({ ...written, ...fields }),
    dirty,
    busy,
    failure,
    notice,
    madeId,
    save,
    discard: () => {
      if (base !== null) adopt(base);
    },
  };
}
