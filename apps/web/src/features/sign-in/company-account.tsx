import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { useState } from 'react';
import type { MouseEvent } from 'react';
import type { Failure } from '../../api/request.ts';
import { toCompanySignIn } from '../../shell/session.ts';
import { companyAccountProblem } from './company-account-problem.ts';

/** Leaves for the sign-in of the company whose address was typed, and says why one came back from there. */
export function CompanyAccount() {
  const [failure, setFailure] = useState<Failure | null>(null);
  const problem = failure?.message ?? companyAccountProblem(location.search);
  const leave = ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => {
    const email = form?.elements.namedItem('email');
    if (!(email instanceof HTMLInputElement) || !email.reportValidity()) return;
    const next = new URLSearchParams(location.search).get('next') ?? '/';
    const query = new URLSearchParams({ email: email.value, next });
    void toCompanySignIn(`/api/v1/auth/sso/start?${query}`).then(setFailure);
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
