const WORDS: Readonly<Record<string, string>> = {
  none: 'No company’s account belongs to that address. Sign in with your password.',
  unreachable: 'Your company’s sign-in does not answer. Try again in a moment.',
  stale: 'That took too long, or began in another browser. Try again.',
  failed: 'Your company’s sign-in did not let you in. Try again.',
  unverified: 'Your company’s sign-in has not verified your e-mail address.',
  domain: 'You signed in there with an address of another company.',
  unknown: 'You are no member yet. Ask an admin to invite you.',
  owner: 'Owners sign in with their password here.',
  other: 'This address belongs to another person there. Ask an admin.',
  busy: 'Too many tries. Wait a few minutes.',
};

/** Why a sign-in at the company ended here again, by the address's `?sso=`; null when none did. */
export function companyAccountProblem(search: string): string | null {
  const why = new URLSearchParams(search).get('sso');
  if (why === null) return null;
  return (Object.hasOwn(WORDS, why) ? WORDS[why] : undefined) ?? WORDS['failed'] ?? null;
}
