import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import { TextField } from '@frontdesk/ui/field';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { useMe } from '../../replica/hooks.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { Block, CopyField, SettingsForm } from './page-parts.tsx';

type Step =
  | { readonly name: 'state'; readonly on: boolean }
  | { readonly name: 'password' }
  | { readonly name: 'code'; readonly secret: string; readonly otpauthUrl: string }
  | { readonly name: 'recovery'; readonly codes: readonly string[] }
  | { readonly name: 'remove' };

/** An authenticator app as second factor: set up with the password and a first code, with codes for the day the phone is lost. */
export function SecondFactor() {
  const me = useMe();
  const [step, setStep] = useState<Step>({ name: 'state', on: me.secondFactor });
  return (
    <Block title="Second factor" lead="Six digits from an authenticator app, asked for at sign-in.">
      <StepView step={step} go={setStep} />
    </Block>
  );
}

type StepProps<Name extends Step['name']> = {
  step: Extract<Step, { name: Name }>;
  go: (step: Step) => void;
};

function StepView({ step, go }: { step: Step; go: (step: Step) => void }) {
  switch (step.name) {
    case 'state':
      return <StateStep step={step} go={go} />;
    case 'password':
      return <PasswordStep step={step} go={go} />;
    case 'code':
      return <CodeStep step={step} go={go} />;
    case 'recovery':
      return <RecoveryStep step={step} go={go} />;
    case 'remove':
      return <RemoveStep step={step} go={go} />;
  }
}

function StateStep({ step, go }: StepProps<'state'>) {
  return (
    <div className="flex items-center gap-3">
      <Chip tone={step.on ? 'ok' : 'neutral'}>{step.on ? 'On' : 'Off'}</Chip>
      <Button size="sm" onClick={() => go({ name: step.on ? 'remove' : 'password' })}>
        {step.on ? 'Turn it off' : 'Set it up'}
      </Button>
    </div>
  );
}

type SetUp = { readonly secret: string; readonly otpauthUrl: string };

function PasswordStep({ go }: StepProps<'password'>) {
  return (
    <SettingsForm
      submit="Continue"
      send={(values) => request<SetUp>('POST', '/auth/totp/setup', { body: values })}
      onDone={({ secret, otpauthUrl }) => go({ name: 'code', secret, otpauthUrl })}
      onCancel={() => go({ name: 'state', on: false })}
    >
      {(errorOf) => (
        <TextField
          label="Your password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          error={errorOf('password')}
        />
      )}
    </SettingsForm>
  );
}

function CodeStep({ step, go }: StepProps<'code'>) {
  return (
    <SettingsForm
      submit="Turn it on"
      send={(values) =>
        request<{ recoveryCodes: string[] }>('POST', '/auth/totp/confirm', { body: values })
      }
      onDone={({ recoveryCodes }) => go({ name: 'recovery', codes: recoveryCodes })}
      onCancel={() => go({ name: 'state', on: false })}
    >
      {(errorOf) => (
        <>
          <CopyField label="Key for the authenticator app" value={step.secret} />
          <a href={step.otpauthUrl} className="text-xs font-medium text-accent-ink hover:underline">
            Open it in the authenticator app on this device
          </a>
          <TextField
            label="Code that the app shows"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            autoFocus
            error={errorOf('code')}
          />
        </>
      )}
    </SettingsForm>
  );
}

function RecoveryStep({ step }: StepProps<'recovery'>) {
  return (
    <div className="flex flex-col gap-3">
      <p>
        The second factor is on. Each of these codes signs you in once when the phone is not at
        hand. They are shown only now.
      </p>
      <CopyField label="Recovery codes" value={step.codes.join('  ')} />
      <Button className="self-end" onClick={() => location.reload()}>
        I have kept them
      </Button>
    </div>
  );
}

function RemoveStep({ go }: StepProps<'remove'>) {
  const toast = useWindowState((state) => state.toast);
  const onDone = () => {
    toast('The second factor is off');
    go({ name: 'state', on: false });
  };
  return (
    <SettingsForm
      submit="Turn it off"
      send={(values) => request('DELETE', '/auth/totp', { body: values })}
      onDone={onDone}
      onCancel={() => go({ name: 'state', on: true })}
    >
      {(errorOf) => (
        <TextField
          label="Code, or a recovery code"
          name="code"
          autoComplete="one-time-code"
          required
          autoFocus
          error={errorOf('code')}
        />
      )}
    </SettingsForm>
  );
}
