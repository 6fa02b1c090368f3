import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../../api/request.ts';
import { SPEND_PATH } from './use-spend.ts';
import { PROVIDERS_PATH, TEST_PATH, sayTest } from './use-providers.ts';
import type { TestAnswer } from './use-providers.ts';

export type Tested = { readonly ok: boolean; readonly words: string };

/** Asks one provider a small question: one that is kept, a form that is not saved yet, or the one as the other would change it. */
export function useTest() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Tested | null>(null);
  const test = async (body: { providerId?: string; provider?: object }) => {
    setBusy(true);
    setResult(null);
    const answer = await request<TestAnswer>('POST', TEST_PATH, { body });
    setBusy(false);
    setResult(
      answer.ok
        ? { ok: answer.value.ok, words: sayTest(answer.value) }
        : { ok: false, words: answer.failure.message },
    );
    for (const path of [PROVIDERS_PATH, SPEND_PATH])
      void client.invalidateQueries({ queryKey: [path] });
  };
  return { test, busy, result };
}
