'use client';
import { useEffect } from 'react';
import { useAddress } from '../../shell/location.ts';
import { followSystemTheme } from '../../shell/theme.ts';
import { whenIdle } from '../../shell/when-idle.ts';
import { ForgotPassword, Invitation, Register, ResetPassword, SignIn } from './sign-in.tsx';

const FORMS: Readonly<Record<string, () => React.JSX.Element>> = {
  '/register': Register,
  '/forgot-password': ForgotPassword,
  '/reset-password': ResetPassword,
  '/invitation': Invitation,
};

/** What somebody left on this device goes, though the page in which they left could not delete all of it. */
const tidyUp = (): void =>
  whenIdle(() => void import('../../replica/wipe-device.ts').then((wipe) => wipe.finishWipes()));

/** One static page for every form before the inbox; the address says which. */
export function FrontDoor() {
  const address = useAddress();
  useEffect(followSystemTheme, []);
  useEffect(tidyUp, []);
  if (address === '') return null;
  const Form = FORMS[address.split('?')[0] ?? ''] ?? SignIn;
  return <Form />;
}
