/** Who may import whom, as in the table of docs/architecture.md. A check reads it; people change it there and here. */
export interface PackageRule {
  /** Workspace packages that its source may import. */
  may: string[];
  /** Workspace packages of which it may import types alone. */
  mayType?: string[];
  /** Runs in the browser too, so it may not import Node's modules. */
  isBrowserSafe?: boolean;
}

const CONTRACTS = ['core', 'connector-kit'];
const BELOW_USECASES = [...CONTRACTS, 'ai', 'sync', 'documents', 'channels', 'queue', 'db'];
const BELOW_API = [...BELOW_USECASES, 'usecases'];
const BELOW_APPS = [...BELOW_API, 'api'];

/** Keys are workspace package names without the scope. */
export const PACKAGE_RULES: Record<string, PackageRule> = {
  core: { may: [], isBrowserSafe: true },
  ui: { may: ['core'], isBrowserSafe: true },
  sync: { may: ['core'] },
  documents: { may: ['core', 'sync'] },
  'connector-kit': { may: ['core'] },
  'postgres-server': { may: [] },
  channels: { may: CONTRACTS },
  ai: { may: CONTRACTS },
  queue: { may: ['core'] },
  db: { may: ['core', 'sync', 'documents'] },
  usecases: { may: BELOW_USECASES },
  api: { may: BELOW_API },
  web: { may: ['core', 'sync', 'documents', 'ui'], mayType: ['api'] },
  realtime: { may: BELOW_APPS },
  worker: { may: BELOW_API },
  testkit: { may: [...BELOW_APPS, 'postgres-server'] },
  bench: { may: [...BELOW_APPS, 'postgres-server', 'testkit'] },
  /** The root: scripts and end-to-end tests. */
  frontdesk: { may: [...BELOW_APPS, 'postgres-server', 'testkit', 'bench'] },
};

/** Each heavy dependency has one home, so that replacing it is a change in one place. Tests are free. */
export const HOMES: { dependency: RegExp; homes: string[] }[] = [
  { dependency: /^(@prisma\/|prisma$)/, homes: ['db'] },
  { dependency: /^bullmq$/, homes: ['queue'] },
  // The process that owns the port hands its requests to the API's app.
  { dependency: /^(hono|@hono\/)/, homes: ['api', 'realtime'] },
  { dependency: /^socket\.io$/, homes: ['realtime'] },
  // The widget speaks to `/visitor` and knows nothing of the sync protocol.
  { dependency: /^socket\.io-client$/, homes: ['sync', 'web'] },
  { dependency: /^@electric-sql\//, homes: ['sync'] },
  { dependency: /^ws$/, homes: ['realtime', 'bench'] },
  { dependency: /^(next|react|react-dom)$/, homes: ['web', 'ui'] },
  { dependency: /^ioredis$/, homes: ['queue', 'realtime'] },
  { dependency: /^(openai|@anthropic-ai\/)/, homes: ['ai'] },
];
