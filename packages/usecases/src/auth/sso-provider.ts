import { runHttp } from '@frontdesk/connector-kit/http-runner';
import {
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  fetchUserInfo,
} from 'openid-client';
import type { AuthDeps } from './auth-deps.ts';

const TIMEOUT_MS = 10_000;
const SCOPE = 'openid email';

type Deps = Pick<AuthDeps, 'settings'>;

export type Client = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/** What ties an answer to the browser that asked: OpenID Connect's state and nonce, and PKCE's verifier (RFC 7636). */
export type Ties = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** Whom a provider vouches for. `email` only when the provider has verified it. */
export type Vouched = { readonly subject: string; readonly email: string | null };

/** Where providers send people back to; admins register it there. */
export const redirectUri = ({ settings }: Deps): string =>
  `${settings.baseUrl}/api/v1/auth/sso/callback`;

/** Reads what a provider says of itself. Rejects when nobody answers, or somebody else than the issuer named. */
export function discover(deps: Deps, client: Client): Promise<Configuration> {
  const issuer = new URL(client.issuer);
  return discovery(issuer, client.clientId, undefined, secretAuth(client.clientSecret), {
    [customFetch]: guardedFetch(deps),
    timeout: TIMEOUT_MS / 1000,
    ...(issuer.protocol === 'http:' ? { execute: [allowInsecureRequests] } : {}),
  });
}

/** The address at the provider where somebody signs in. `email` spares them typing it again. */
export async function signInUrl(
  deps: Deps,
  provider: Configuration,
  { state, nonce, verifier }: Ties,
  email: string,
): Promise<string> {
  return buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri(deps),
    scope: SCOPE,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    login_hint: email,
  }).href;
}

/**
 * Trades the code of a callback for whom the provider vouches for. Rejects when anything does not fit: state, nonce,
 * verifier, issuer, audience, signature, times, or a code used before. `search` is the callback's query.
 */
export async function vouched(
  deps: Deps,
  provider: Configuration,
  { state, nonce, verifier }: Ties,
  search: string,
): Promise<Vouched> {
  const tokens = await authorizationCodeGrant(provider, new URL(search, redirectUri(deps)), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error('no ID token');
  const subject = claims.sub;
  // A provider may keep the claims of a scope for its user info (OpenID Connect Core, section 5.4).
  const { email, email_verified: isVerified } =
    claims['email'] === undefined && provider.serverMetadata().userinfo_endpoint !== undefined
      ? await fetchUserInfo(provider, tokens.access_token, subject)
      : claims;
  return { subject, email: isVerified === true && typeof email === 'string' ? email : null };
}

/** What went wrong with a provider, for the log: the library wraps the reason. Never a token or a secret. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return String(cause);
}

/** In the body where the provider takes that, else in the header, which is the standard's default. */
function secretAuth(secret: string): ClientAuth {
  const [post, basic] = [ClientSecretPost(secret), ClientSecretBasic(secret)];
  return (server, ...rest) =>
    server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
      ? post(server, ...rest)
      : basic(server, ...rest);
}

/** Every address of a provider comes from outside: requests go where the connectors' may go, and nowhere else. */
const guardedFetch =
  ({ settings }: Deps): CustomFetch =>
  async (url, { method, headers, body }) => {
    const request = {
      method: method === 'POST' ? 'POST' : 'GET',
      url,
      headers,
      body: body === undefined || body === null ? null : String(body),
    } as const;
    const ran = await runHttp(request, {
      allowPrivateNetwork: settings.allowPrivateNetwork,
      timeoutMs: TIMEOUT_MS,
    });
    if (!ran.ok) throw new Error(`${ran.failure.kind}: ${ran.failure.detail}`);
    const { status, headers: answered, body: bytes } = ran.response;
    return new Response(bytes.length === 0 ? null : new Uint8Array(bytes), {
      status,
      headers: answered,
    });
  };
