import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import type { MouseEvent } from 'react';
import { forgetMe } from '../../shell/remembered-me.ts';
import { companyAccountProblem } from './company-account-problem.ts';

/** Leaves for the sign-in of the company whose address was typed, and says why one came back from there. */
export function CompanyAccount() {
  const problem = companyAccountProblem(location.search);
  const leave = ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => {
    const email = form?.elements.namedItem('email');
    if (!(email instanceof HTMLInputElement) || !email.reportValidity()) return;
    const next = new URLSearchParams(location.search).get('next') ?? '/';
    // Whoever comes back from there is asked for by name.
    forgetMe();
    location.assign(`/api/v1/auth/sso/start?${new URLSearchParams({ email: email.value, next })}`);
  };
  return (
    <>
      {problem === null ? null : (
        <div role="alert">
          <Banner tone="bad">{problem}</Banner>
        </div>
      )}
      <Button tone="quiet" className="h-10 w-full" onClick={leave}>
        Continue with your company’s account
      </Button>
    </>
  );
}
