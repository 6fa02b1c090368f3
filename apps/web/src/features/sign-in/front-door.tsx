'use client';
import { useEffect } from 'react';
import { useAddress } from '../../shell/location.ts';
import { followSystemTheme } from '../../shell/theme.ts';
import { ForgotPassword, Invitation, Register, ResetPassword, SignIn } from './sign-in.tsx';

const FORMS: Readonly<Record<string, () => React.JSX.Element>> = {
  '/register': Register,
  '/forgot-password': ForgotPassword,
  '/reset-password': ResetPassword,
  '/invitation': Invitation,
};

/** One static page for every form before the inbox; the address says which. */
export function FrontDoor() {
  const address = useAddress();
  useEffect(followSystemTheme, []);
  if (address === '') return null;
  const Form = FORMS[address.split('?')[0] ?? ''] ?? SignIn;
  return <Form />;
}
