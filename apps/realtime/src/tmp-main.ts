import { readFileSync } from 'node:fs';
import { createApi } from '@frontdesk/api/app';
import { openApiDeps } from '@frontdesk/api/open-api-deps';
import { readSettings } from '@frontdesk/core/settings';
import { openDeps } from '@frontdesk/usecases/deps';
import { Executor } from '@frontdesk/usecases/execute';
import { HANDLERS } from '@frontdesk/usecases/mutations/handlers';
import { openGateways } from './gateway/open-gateways.ts';
import { HttpServer } from './http/http-server.ts';
import { pageHeaders } from './http/page-headers.ts';
import { PageProxy } from './http/page-proxy.ts';
import { openProcessLog } from './process-log.ts';
const read = readSettings(process.env);
if (!read.ok) throw new Error(read.problems.join());
const log = openProcessLog('realtime', read.settings.logLevel);
const deps = await openDeps(read.settings, log);
const executor = new Executor(deps, HANDLERS);
const api = await openApiDeps(deps, {
  execute: (c) => executor.execute(c),
  version: 'tmp',
  onAnswer: (a) => log.info(a, 'answered'),
});
const { scriptHashes } = JSON.parse(readFileSync('apps/web/.next/csp.json', 'utf8'));
const pages = new PageProxy({
  target: read.settings.webUrl ?? '',
  log,
  addHeaders: pageHeaders({ scriptHashes, isHttps: false }),
});
const app = createApi(api);
const http = new HttpServer({ api: app.fetch as never, pages, metrics: (_q, s) => s.end() });
const gateways = openGateways(http.server, { deps, keys: api.keys, executor });
await http.listen(read.settings.port, read.settings.host);
process.send?.('ready');
process.on('SIGTERM', async () => {
  gateways.close();
  await http.close();
  await deps.close();
  process.exit(0);
});
process.on('disconnect', () => process.exit(1));
