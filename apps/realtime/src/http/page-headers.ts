import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { AddHeaders } from './page-proxy.ts';

export type PageHeaderOptions = {
  /** Of the inline scripts of the built pages, as `sha256-…`. Undefined: pages are served by the development server. */
  readonly scriptHashes: readonly string[] | undefined;
  /** Whether people reach us over https: then browsers are told to stay there. */
  readonly isHttps: boolean;
};

/** The one page that other sites embed: the web chat's frame. */
const EMBEDDED = '/widget/frame';
/** What other sites load from us. */
const SHARED = /^\/widget(\.js$|\/|$)/;

const YEAR_SECONDS = 31_536_000;

/**
 * Headers of everything that the page server answers, as strict as the application shell allows: static pages whose
 * inline scripts are known by hash, WebAssembly for the local store, and no inline scripts besides.
 */
export function pageHeaders({ scriptHashes, isHttps }: PageHeaderOptions): AddHeaders {
  const always = {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(isHttps ? { 'Strict-Transport-Security': `max-age=${YEAR_SECONDS}` } : {}),
  };
  const own = contentSecurityPolicy(scriptHashes, isHttps);
  const framed = framePolicy(isHttps);
  return (address, contentType) => {
    const isEmbedded = address === EMBEDDED;
    return {
      ...always,
      'Cross-Origin-Resource-Policy': SHARED.test(address) ? 'cross-origin' : 'same-origin',
      // The policy of the page that loads them rules scripts and images; but whatever we answer may be opened as a page.
      'Content-Security-Policy': isEmbedded ? framed : own,
      ...(isEmbedded ? {} : { 'X-Frame-Options': 'DENY' }),
      ...(isEmbedded || !contentType?.startsWith('text/html')
        ? {}
        : { 'Cross-Origin-Opener-Policy': 'same-origin' }),
    };
  };
}

function contentSecurityPolicy(
  scriptHashes: readonly string[] | undefined,
  isHttps: boolean,
): string {
  // The development server makes its inline scripts anew for each page and reloads modules by eval.
  const scripts = scriptHashes
    ? scriptHashes.map((hash) => `'${hash}'`)
    : ["'unsafe-inline'", "'unsafe-eval'"];
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' ${scripts.join(' ')}`.trim(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    connections(isHttps),
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * The chat shares our origin with people's work, so what may run in it is no more than its own modules: no inline script, no worker,
 * no service worker, no frame, no form.
 */
const framePolicy = (isHttps: boolean): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'unsafe-inline'",
    "img-src 'self' blob: data:",
    connections(isHttps),
    "worker-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    'frame-ancestors *',
  ].join('; ');

/** 'self' covers WebSockets of our own origin too, but not in older Safari. */
const connections = (isHttps: boolean): string =>
  `connect-src 'self' ${isHttps ? 'wss:' : 'ws: wss:'}`;

/**
 * The hashes that the page build wrote beside its pages (`csp.json`, `{"scriptHashes": ["sha256-…"]}`).
 * @throws when the file is missing or holds something else: without it the pages would stay blank.
 */
export function readScriptHashes(buildFolder: string): readonly string[] {
  const file = path.join(buildFolder, 'csp.json');
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const hashes =
    typeof content === 'object' && content !== null && 'scriptHashes' in content
      ? content.scriptHashes
      : undefined;
  if (Array.isArray(hashes) && hashes.every(isHash)) return hashes;
  throw new Error(`${file} holds no list of script hashes`);
}

const isHash = (value: unknown): value is string =>
  typeof value === 'string' && /^sha(256|384|512)-[\w+/=]+$/.test(value);
