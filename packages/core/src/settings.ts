import * as z from 'zod';

/** Every setting of the product, resolved. All come from the environment; all are optional there. */
export interface Settings {
  /** Where the one port listens. */
  port: number;
  host: string;
  /** Folder of everything that this machine keeps. As given: relative to the folder that the product was started in. */
  dataDir: string;
  /** Undefined: the launcher runs a Postgres of its own. Its services always get one. */
  databaseUrl: string | undefined;
  /** As `databaseUrl`, around a pooler, for what needs a session (LISTEN, migrations). Defaults to `databaseUrl`. */
  directUrl: string | undefined;
  /** Undefined: queues and bus run on Postgres. */
  redisUrl: string | undefined;
  /** Undefined: files lie in `dataDir`. Else `https://ACCESS:SECRET@host/bucket?region=…`. */
  s3Url: string | undefined;
  /** Undefined: mail is written to the log instead of sent. */
  smtpUrl: string | undefined;
  /** The origin that people type, without a slash at its end, when it is not the one we listen on. */
  publicUrl: string | undefined;
  /** `publicUrl`, else the address that we listen on as a browser of this machine writes it. */
  baseUrl: string;
  /** 64 hexadecimal digits that seal stored secrets. Undefined: the launcher keeps one in `dataDir`. */
  frontdeskKey: string | undefined;
  logLevel: LogLevel;
  /** Whether the demo sign-ins, the simulator and the fake vendors are there. */
  demo: boolean;
  /** Whether vendor base URLs may point at this machine or a private network. */
  allowPrivateNetwork: boolean;
  /** Requests that one user or one API key may make in a minute. */
  rateLimit: number;
  /** Set by the launcher: where the page server listens, for the process that owns the port. */
  webUrl: string | undefined;
}

export type LogLevel = z.infer<typeof LogLevel>;

/** One line each, fit for a user, naming the setting. Values that may hold a password are never repeated. */
export type SettingsResult = { ok: true; settings: Settings } | { ok: false; problems: string[] };

const LogLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

/** Seed 004's figure. */
const SEED_RATE_LIMIT = 100;

const BOOLEANS: Record<string, boolean> = {
  '1': true,
  true: true,
  yes: true,
  on: true,
  '0': false,
  false: false,
  no: false,
  off: false,
};

const url = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be an address such as ${example}` }).optional();

const switchable = z
  .string()
  .transform((text) => BOOLEANS[text.toLowerCase()])
  .refine((value) => value !== undefined, { error: 'must be 1 or 0' })
  .optional();

const Environment = z.object({
  PORT: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
      error: 'must be a whole number from 1 to 65535',
    })
    .transform(Number)
    .default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, { error: 'must be a host name or an IP address' })
    .default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/name'),
  DIRECT_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/name'),
  REDIS_URL: url(/^rediss?$/, 'redis://host:6379'),
  S3_URL: url(/^https?$/, 'https://ACCESS:SECRET@host/bucket').refine(namesBucketAndKeys, {
    error: 'must hold keys and a bucket: https://ACCESS:SECRET@host/bucket',
  }),
  SMTP_URL: url(/^smtps?$/, 'smtp://user:password@host:587'),
  PUBLIC_URL: url(/^https?$/, 'https://desk.example.com')
    .refine((text) => text === undefined || /^https?:\/\/[^/?#]+\/?$/.test(text), {
      error: 'must be an origin without a path, such as https://desk.example.com',
    })
    .transform((text) => text?.replace(/\/$/, '')),
  FRONTDESK_KEY: z
    .string()
    .regex(/^[\da-f]{64}$/i, { error: 'must be 64 hexadecimal digits (openssl rand -hex 32)' })
    .optional(),
  LOG_LEVEL: z
    .enum(LogLevel.options, { error: `must be one of ${LogLevel.options.join(', ')}` })
    .default('info'),
  DEMO: switchable,
  ALLOW_PRIVATE_NETWORK: switchable,
  RATE_LIMIT: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, { error: 'must be a whole number of requests a minute, such as 100' })
    .transform(Number)
    .default(SEED_RATE_LIMIT),
  WEB_URL: url(/^https?$/, 'http://127.0.0.1:3001'),
});

type Environment = z.infer<typeof Environment>;

const SETTINGS_ABOUT_SECRETS = /_URL$|_KEY$/;

/**
 * Reads the settings from an environment; an empty value counts as unset. `DEMO` and `ALLOW_PRIVATE_NETWORK` are on by
 * default only where nobody else can reach us: Postgres is ours, `HOST` is loopback and `PUBLIC_URL` is unset.
 */
export function readSettings(env: Record<string, string | undefined>): SettingsResult {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const parsed = Environment.safeParse(Object.fromEntries(given));
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error, env) };
  if (parsed.data.DIRECT_URL !== undefined && parsed.data.DATABASE_URL === undefined) {
    return { ok: false, problems: ['DIRECT_URL needs DATABASE_URL beside it'] };
  }
  return { ok: true, settings: resolve(parsed.data) };
}

/** Whether a host is this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

/** An address as people write it: `localhost` for this machine, brackets around IPv6. */
export function originOf(host: string, port: number): string {
  const anyAddress = host === '0.0.0.0' || host === '::';
  if (anyAddress || isLoopback(host)) return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function resolve(env: Environment): Settings {
  const isAlone =
    env.DATABASE_URL === undefined && isLoopback(env.HOST) && env.PUBLIC_URL === undefined;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    directUrl: env.DIRECT_URL ?? env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    s3Url: env.S3_URL,
    smtpUrl: env.SMTP_URL,
    publicUrl: env.PUBLIC_URL,
    baseUrl: env.PUBLIC_URL ?? originOf(env.HOST, env.PORT),
    frontdeskKey: env.FRONTDESK_KEY?.toLowerCase(),
    logLevel: env.LOG_LEVEL,
    demo: env.DEMO ?? isAlone,
    allowPrivateNetwork: env.ALLOW_PRIVATE_NETWORK ?? isAlone,
    rateLimit: env.RATE_LIMIT,
    webUrl: env.WEB_URL,
  };
}

function problemsOf(error: z.ZodError, env: Record<string, string | undefined>): string[] {
  const byName = new Map<string, string>();
  for (const issue of error.issues) {
    const name = String(issue.path[0]);
    const value = SETTINGS_ABOUT_SECRETS.test(name) ? '' : `, not "${env[name] ?? ''}"`;
    if (!byName.has(name)) byName.set(name, `${name} ${issue.message}${value}`);
  }
  return [...byName.values()];
}

function namesBucketAndKeys(text: string | undefined): boolean {
  return text === undefined || /^https?:\/\/[^:/@]+:[^/@]+@[^/]+\/[^/?]+/.test(text);
}
