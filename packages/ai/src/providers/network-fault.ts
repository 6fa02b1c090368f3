import { AddressRefused, type RefusedAddress } from '@frontdesk/connector-kit/guarded-lookup';
import { AnswerTooLong, codeOf } from './guarded-fetch.ts';
import { NO_USAGE, ProviderFault } from './provider-fault.ts';

/**
 * The fault behind an error that no answer's status explains: the connection, or a body that is not what the
 * protocol says.
 */
export function faultOfError(error: unknown): ProviderFault {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const fault = knownFault(cause);
    if (fault !== null) return fault;
  }
  return ProviderFault.invalid(null);
}

const REFUSED: Readonly<Record<RefusedAddress, string>> = {
  'no-url': 'Its address is not a web address.',
  'no-https': 'Its address must begin with https.',
  'user-name': 'Its address may not hold a user name.',
  private: 'Its address is in a private network, which is not allowed here.',
};

function knownFault(cause: Error): ProviderFault | null {
  if (cause instanceof ProviderFault) return cause;
  if (cause instanceof AddressRefused)
    return new ProviderFault('error', REFUSED[cause.why], { permanent: true, usage: NO_USAGE });
  if (cause instanceof AnswerTooLong)
    return new ProviderFault('invalid', 'Its answer was far too long.', { usage: null });
  const code = codeOf(cause);
  return code === null ? null : faultOfCode(code);
}

function faultOfCode(code: string): ProviderFault {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ProviderFault('error', 'Its address is not known.', { usage: NO_USAGE });
  if (/CERT|SSL|TLS|SELF_SIGNED/.test(code))
    return new ProviderFault('error', 'Its certificate cannot be trusted.', { usage: NO_USAGE });
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new ProviderFault('error', 'Nothing answers at its address.', { usage: NO_USAGE });
  return new ProviderFault('error', 'The connection to it broke.', { usage: null });
}
