import { NativeSelect, TextField } from '@frontdesk/ui/field';
import { KIND_WORDS } from './use-providers.ts';
import type { AiProvider, ProviderKind } from './use-providers.ts';

type FieldsProps = {
  provider: AiProvider | null;
  kind: ProviderKind;
  onKind: (kind: ProviderKind) => void;
  errorOf: (field: string) => string | undefined;
};

const KINDS = ['openai', 'anthropic', 'compatible'] as const;
const DEFAULT_TIMEOUT_S = 4;

export function ProviderFields(props: FieldsProps) {
  const { provider, kind, onKind, errorOf } = props;
  return (
    <>
      {provider === null ? (
        <NativeSelect
          label="Kind"
          value={kind}
          onChange={(event) =>
            onKind(KINDS.find((one) => one === event.target.value) ?? 'compatible')
          }
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {KIND_WORDS[one]}
            </option>
          ))}
        </NativeSelect>
      ) : null}
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name"
          name="name"
          required
          maxLength={60}
          defaultValue={provider?.name}
          placeholder={KIND_WORDS[kind]}
          error={errorOf('name')}
        />
        <TextField
          label="Model"
          name="model"
          required
          maxLength={200}
          autoComplete="off"
          defaultValue={provider?.model}
          hint="As the provider calls it."
          error={errorOf('model')}
        />
      </div>
      <KeyField {...props} />
      <AddressField {...props} />
      <PriceFields {...props} />
      {kind === 'compatible' ? (
        <label className="flex items-center gap-2 max-md:min-h-11">
          <input
            type="checkbox"
            name="jsonSchema"
            defaultChecked={provider?.jsonSchema ?? true}
            className="size-4 accent-(--accent)"
          />
          This server takes a JSON schema for its answers
        </label>
      ) : null}
    </>
  );
}

function AddressField({ provider, kind, errorOf }: FieldsProps) {
  return (
    <TextField
      label="Address of its API"
      name="baseUrl"
      type="url"
      required={kind === 'compatible'}
      defaultValue={provider?.baseUrl ?? ''}
      hint={
        kind === 'compatible'
          ? 'Up to and with /v1. With another address the key has to be given again.'
          : 'Only to reach another server than the vendor’s own.'
      }
      error={errorOf('baseUrl')}
    />
  );
}

function KeyField({ provider, kind, errorOf }: FieldsProps) {
  const kept =
    provider?.hasKey === true
      ? `One is kept${provider.keyEnd === null ? '' : `, ending in ${provider.keyEnd}`}. Leave this empty to keep it.`
      : 'It is sealed, and never shown again.';
  return (
    <TextField
      label="API key"
      name="apiKey"
      type="password"
      autoComplete="off"
      required={provider === null && kind !== 'compatible'}
      maxLength={1_000}
      hint={kept}
      error={errorOf('apiKey')}
    />
  );
}

function PriceFields({ provider, errorOf }: FieldsProps) {
  const price = { type: 'number', min: 0, max: 10_000, step: 'any', required: true } as const;
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <TextField
        {...price}
        label="Input price"
        name="inputPrice"
        defaultValue={provider?.inputPrice}
        hint="US dollars for a million tokens."
        error={errorOf('inputPrice')}
      />
      <TextField
        {...price}
        label="Output price"
        name="outputPrice"
        defaultValue={provider?.outputPrice}
        hint="The same; 0 where it is free."
        error={errorOf('outputPrice')}
      />
      <TextField
        label="Time-out, in seconds"
        name="timeoutMs"
        type="number"
        min={0.5}
        max={60}
        step="any"
        required
        defaultValue={(provider?.timeoutMs ?? DEFAULT_TIMEOUT_S * 1000) / 1000}
        hint="Then the next one is asked."
        error={errorOf('timeoutMs')}
      />
    </div>
  );
}
