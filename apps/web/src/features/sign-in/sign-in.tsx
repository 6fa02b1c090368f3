'use client';
import { TextField } from '@frontdesk/ui/field';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import type { Answer } from '../../api/request.ts';
import { SignInForm } from './form.tsx';
import type { FormValues } from './form.tsx';
import { SignInFrame } from './frame.tsx';
import { nextAddress } from './next-address.ts';
import { enterAs } from '../../shell/session.ts';
import { CompanyAccount } from './company-account.tsx';

type Signed = { user: { id: string; email: string; name: string } };

const enter = () => enterAs(nextAddress(location));

/** E-mail and password, then the code of the second factor when the account has one. */
export function SignIn() {
  const [first, setFirst] = useState<FormValues>();
  if (first !== undefined) return <SecondFactor first={first} onBack={() => setFirst(undefined)} />;
  const send = async (values: FormValues): Promise<Answer<Signed | FormValues>> => {
    const answer = await request<Signed>('POST', '/auth/login', { body: values });
    if (!answer.ok && needsCode(answer)) return { ok: true, value: values };
    return answer;
  };
  return (
    <SignInFrame
      title="Sign in"
      below={
        <>
          New here?{' '}
          <a href="/register" className="font-medium text-accent-ink hover:underline">
            Create an organization
          </a>
        </>
      }
    >
      <SignInForm
        submit="Sign in"
        send={send}
        onDone={(value) =>
          'user' in value && typeof value.user === 'object'
            ? enter()
            : setFirst(value as FormValues)
        }
        below={<CompanyAccount />}
      >
        {(errorOf) => <EmailAndPassword errorOf={errorOf} />}
      </SignInForm>
    </SignInFrame>
  );
}

function EmailAndPassword({ errorOf }: { errorOf: (field: string) => string | undefined }) {
  return (
    <>
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        error={errorOf('email')}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={errorOf('password')}
      />
      <a href="/forgot-password" className="-mt-2 self-end text-xs text-ink-2 hover:underline">
        Forgot the password?
      </a>
    </>
  );
}

function needsCode(answer: Answer<unknown>): boolean {
  return (
    !answer.ok &&
    answer.failure.details.some((detail) => detail.field === 'totp' || detail.field === 'code')
  );
}

function SecondFactor({ first, onBack }: { first: FormValues; onBack: () => void }) {
  return (
    <SignInFrame
      title="One more step"
      lead="Type the six digits that your authenticator app shows now."
      below={
        <button type="button" onClick={onBack} className="hover:underline">
          Back to the password
        </button>
      }
    >
      <SignInForm
        submit="Confirm"
        send={(values) => request<Signed>('POST', '/auth/login', { body: { ...first, ...values } })}
        onDone={enter}
      >
        {(errorOf) => (
          <TextField
            label="Code"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9 ]{6,7}"
            required
            autoFocus
            error={errorOf('code')}
          />
        )}
      </SignInForm>
    </SignInFrame>
  );
}

export function Register() {
  return (
    <SignInFrame
      title="Create an organization"
      lead="You become its owner and can invite the others."
      below={
        <a href="/sign-in" className="font-medium text-accent-ink hover:underline">
          Sign in instead
        </a>
      }
    >
      <SignInForm
        submit="Create"
        send={(values) => request<Signed>('POST', '/auth/register', { body: values })}
        onDone={() => enterAs('/')}
      >
        {(errorOf) => (
          <>
            <TextField
              label="Organization"
              name="organizationName"
              required
              maxLength={120}
              error={errorOf('organizationName')}
            />
            <TextField
              label="Your name"
              name="name"
              autoComplete="name"
              required
              maxLength={120}
              error={errorOf('name')}
            />
            <TextField
              label="E-mail"
              name="email"
              type="email"
              autoComplete="username"
              required
              error={errorOf('email')}
            />
            <NewPassword error={errorOf('password')} />
          </>
        )}
      </SignInForm>
    </SignInFrame>
  );
}

function NewPassword({ error }: { error: string | undefined }) {
  return (
    <TextField
      label="Password"
      name="password"
      type="password"
      autoComplete="new-password"
      required
      minLength={10}
      maxLength={72}
      hint="10 characters or more. A sentence is fine."
      error={error}
    />
  );
}

export function ForgotPassword() {
  const [sent, setSent] = useState(false);
  if (sent)
    return (
      <SignInFrame
        title="Look in your mail"
        lead="If that address has an account, a link to set a new password is on its way. It works for one hour."
      >
        <a href="/sign-in" className="font-medium text-accent-ink hover:underline">
          Back to sign-in
        </a>
      </SignInFrame>
    );
  return (
    <SignInFrame
      title="Forgot the password"
      lead="We send a link to set a new one. No mail set up? An admin can make the link for you."
    >
      <SignInForm
        submit="Send the link"
        send={(values) => request('POST', '/auth/forgot-password', { body: values })}
        onDone={() => setSent(true)}
      >
        {(errorOf) => (
          <TextField
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            error={errorOf('email')}
          />
        )}
      </SignInForm>
    </SignInFrame>
  );
}

const tokenInAddress = () => new URLSearchParams(location.search).get('token') ?? '';

export function ResetPassword() {
  return (
    <SignInFrame title="Set a new password" lead="Every other session of yours is signed out.">
      <SignInForm
        submit="Save"
        send={(values) =>
          request('POST', '/auth/reset-password', { body: { ...values, token: tokenInAddress() } })
        }
        onDone={() => location.replace('/sign-in')}
      >
        {(errorOf) => <NewPassword error={errorOf('password')} />}
      </SignInForm>
    </SignInFrame>
  );
}

export function Invitation() {
  return (
    <SignInFrame title="Join your team" lead="Choose how colleagues see you, and a password.">
      <SignInForm
        submit="Join"
        send={(values) =>
          request<Signed>('POST', '/auth/accept-invitation', {
            body: { ...values, token: tokenInAddress() },
          })
        }
        onDone={() => enterAs('/')}
      >
        {(errorOf) => (
          <>
            <TextField
              label="Your name"
              name="name"
              autoComplete="name"
              required
              maxLength={120}
              error={errorOf('name')}
            />
            <NewPassword error={errorOf('password')} />
          </>
        )}
      </SignInForm>
    </SignInFrame>
  );
}
