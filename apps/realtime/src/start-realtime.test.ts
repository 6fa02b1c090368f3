import { once } from 'node:events';
import { type IncomingMessage, get } from 'node:http';
import { readSettings } from '@frontdesk/core/settings';
import { silentLog } from '@frontdesk/queue/silent-log';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRealtime, startRealtime } from './start-realtime.ts';
import { TestReplica } from './testing/test-replica.ts';

let database: TestDatabase;
let realtime: RunningRealtime;
let url: string;

beforeAll(async () => {
  database = await createDatabase();
  const read = readSettings({ DATABASE_URL: database.url, FRONTDESK_KEY: 'ab'.repeat(32) });
  if (!read.ok) throw new Error(read.problems.join());
  const environment = { isDevelopment: false, isTestBuild: false };
  realtime = await startRealtime({ ...read.settings, port: 0 }, silentLog, environment);
  url = `http://127.0.0.1:${realtime.port}`;
});
afterAll(async () => {
  await realtime?.stop();
  await database?.drop();
});

describe('the realtime process', () => {
  it('serves REST and sockets on one port: who signs up by the one pushes by the other', async () => {
    expect((await fetch(`${url}/health`)).status).toBe(200);
    const answer = await fetch(`${url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: 'ada@club.example',
        password: 'correct horse battery',
        name: 'Ada',
        organizationName: 'Club',
      }),
    });
    const { token } = (await answer.json()) as { token: string };
    const authorization = { headers: { authorization: `Bearer ${token}` } };
    const replica = await TestReplica.connect({ url, token });
    expect(await replica.hello(null)).toMatchObject({ mode: 'bootstrap', reason: 'new' });
    const bootstrap = `${url}/api/v1/sync/bootstrap?replicaId=${replica.replicaId}`;
    const page = (await (await fetch(bootstrap, authorization)).json()) as { cursor: never };
    expect(await replica.hello(page.cursor)).toMatchObject({ mode: 'resume' });
    const tag = { tagId: crypto.randomUUID(), name: 'vip', color: '#5b4fd6' };
    await replica.push(replica.mutation('tag.create', tag));
    await replica.until(() => replica.results.length === 1);
    expect(replica.results).toMatchObject([{ status: 'rejected', code: 'VALIDATION_ERROR' }]);
    replica.close();
  });

  it('answers to no name of another site that resolves here', async () => {
    const asked = get(`${url}/api/v1/openapi.json`, { headers: { host: 'evil.example' } });
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(421);
  });

  it('tells its neighbours what it measures', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain(
      'frontdesk_http_answer_seconds_count{method="GET",route="/health",status="200"} 1',
    );
    expect(text).toContain('frontdesk_sockets{namespace="/sync"}');
    const proxied = await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '1.2.3.4' } });
    expect(proxied.status).toBe(404);
  });
});
