import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { useState } from 'react';
import type { MouseEvent } from 'react';
import type { Answer } from '../../../api/request.ts';
import { request } from '../../../api/request.ts';
import { SettingsForm } from '../page-parts.tsx';
import type { FormValues } from '../page-parts.tsx';
import { ProviderFields } from './provider-fields.tsx';
import { TestResult } from './test-result.tsx';
import { PROVIDERS_PATH } from './use-providers.ts';
import type { AiProvider, ProviderKind } from './use-providers.ts';
import { useTest } from './use-test.ts';

type DialogProps = { provider: AiProvider | null; onClose: () => void; onSaved: () => void };

export function ProviderDialog({ provider, onClose, onSaved }: DialogProps) {
  const [kind, setKind] = useState<ProviderKind>(provider?.kind ?? 'openai');
  const { test, busy, result } = useTest();
  const send = (values: FormValues): Promise<Answer<AiProvider>> =>
    provider === null
      ? request('POST', PROVIDERS_PATH, { body: { kind, ...fieldsOf(values, kind) } })
      : request('PATCH', `${PROVIDERS_PATH}/${provider.id}`, { body: fieldsOf(values, kind) });
  const onDone = () => {
    onSaved();
    onClose();
  };
  const onTest = (event: MouseEvent<HTMLButtonElement>) => {
    const { form } = event.currentTarget;
    if (form === null || !form.reportValidity()) return;
    const fields = fieldsOf(valuesOf(form), kind);
    void test(
      provider === null
        ? { provider: { kind, ...fields } }
        : { providerId: provider.id, provider: fields },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="md"
      title={provider === null ? 'Add a provider' : `Change ${provider.name}`}
    >
      <SettingsForm
        submit={provider === null ? 'Add it' : 'Save'}
        send={send}
        onDone={onDone}
        onCancel={onClose}
      >
        {(errorOf) => (
          <>
            <ProviderFields provider={provider} kind={kind} onKind={setKind} errorOf={errorOf} />
            <div>
              <Button disabled={busy} onClick={onTest}>
                {busy ? 'Asking' : 'Test before saving'}
              </Button>
              <TestResult result={result} />
            </div>
          </>
        )}
      </SettingsForm>
    </Dialog>
  );
}

const valuesOf = (form: HTMLFormElement): FormValues =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));

/** As it is sent. A key that is left empty stays what it is. */
function fieldsOf(values: FormValues, kind: ProviderKind): object {
  const { apiKey = '', baseUrl = '' } = values;
  return {
    name: values['name']?.trim(),
    model: values['model']?.trim(),
    baseUrl: baseUrl.trim() === '' ? null : baseUrl.trim(),
    timeoutMs: Math.round(Number(values['timeoutMs']) * 1000),
    inputPrice: Number(values['inputPrice']),
    outputPrice: Number(values['outputPrice']),
    ...(apiKey.trim() === '' ? {} : { apiKey: apiKey.trim() }),
    ...(kind === 'compatible' ? { jsonSchema: values['jsonSchema'] === 'on' } : {}),
  };
}
