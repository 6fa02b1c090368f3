import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  SYNC_NAMESPACE,
  type Delta,
  type PresenceSay,
  type SyncClientEvents,
  type SyncServerEvents,
} from '@frontdesk/core/sync-protocol';
import { Server, type Namespace } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpPages } from './http-pages.ts';
import { socketTransport } from './socket-transport.ts';
import type { Connection, ConnectionListener } from './transport.ts';

let http: HttpServer;
let url: string;

beforeEach(async () => {
  http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return () => void http.close();
});

describe('the socket transport', () => {
  let io: Server;
  let namespace: Namespace<SyncClientEvents, SyncServerEvents>;
  let connection: Connection;

  beforeEach(() => {
    io = new Server(http);
    namespace = io.of(SYNC_NAMESPACE);
  });
  afterEach(async () => {
    connection.close();
    await io.close();
  });

  function connect() {
    const listener = {
      opened: vi.fn<ConnectionListener['opened']>(),
      closed: vi.fn<ConnectionListener['closed']>(),
      refused: vi.fn<ConnectionListener['refused']>(),
      delta: vi.fn<ConnectionListener['delta']>(),
      goaway: vi.fn<ConnectionListener['goaway']>(),
      reset: vi.fn<ConnectionListener['reset']>(),
      presence: vi.fn<ConnectionListener['presence']>(),
    };
    connection = socketTransport({ url }).connect(listener);
    return listener;
  }

  it('carries every message of the protocol both ways', async () => {
    const delta: Delta = { epoch: 'e', from: 1, to: 2, tag: 't', changes: [] };
    const said: PresenceSay[] = [];
    const applied: number[] = [];
    const pushed: string[] = [];
    namespace.on('connection', (socket) => {
      socket.on('hello', (_, answer) =>
        answer({ mode: 'resume', epoch: 'e', head: 1, lastMid: 0, scopes: [], serverTime: '' }),
      );
      socket.on('push', ({ mutations }, answer) => {
        pushed.push(...mutations.map(({ uid }) => uid));
        answer({ lastMid: 1 });
      });
      socket.on('applied', ({ to }) => applied.push(to));
      socket.on('presence', (say) => said.push(say));
      socket.emit('delta', delta);
      socket.emit('goaway', { reason: 'drain', spreadMs: 5 });
      socket.emit('reset', { reason: 'test' });
      socket.emit('presence', { users: [], typing: [] });
    });
    const listener = connect();
    await vi.waitFor(() => expect(listener.presence).toHaveBeenCalled());
    expect(listener.delta).toHaveBeenCalledWith(delta);
    expect(listener.goaway).toHaveBeenCalledWith({ reason: 'drain', spreadMs: 5 });
    expect(listener.reset).toHaveBeenCalledWith('test');
    const hello = { protocol: 1, schemaVersion: 1, build: 'b', replicaId: 'r', nextMid: 1 };
    const welcome = new Promise((resolve) => connection.hello({ ...hello, cursor: null }, resolve));
    expect(await welcome).toMatchObject({ mode: 'resume' });
    const one = { mid: 1, uid: 'u1', name: 'm', version: 1, args: {}, clientAt: '' };
    const receipt = new Promise((resolve) => connection.push({ mutations: [one] }, resolve));
    connection.applied({ to: 2 });
    connection.presence({ conversationId: null, activity: 'viewing' });
    expect(await receipt).toEqual({ lastMid: 1 });
    await vi.waitFor(() => expect([pushed, applied, said.length]).toEqual([['u1'], [2], 1]));
  });

  it('tells a 401 of the handshake from a server that is away', async () => {
    namespace.use((_, next) =>
      next(Object.assign(new Error('Sign in first.'), { data: { code: 'AUTHENTICATION_ERROR' } })),
    );
    const listener = connect();
    await vi.waitFor(() => expect(listener.refused).toHaveBeenCalledTimes(1));
    expect(listener.closed).not.toHaveBeenCalled();
    connection.close();
    await io.close();
    const later = connect();
    await vi.waitFor(() => expect(later.closed).toHaveBeenCalledTimes(1));
    expect(later.refused).not.toHaveBeenCalled();
  });

  it('tells when the server ends it, does not come back by itself, and is silent once closed', async () => {
    namespace.on('connection', (socket) => socket.disconnect(true));
    const listener = connect();
    await vi.waitFor(() => expect(listener.closed).toHaveBeenCalledTimes(1));
    expect(listener.opened).toHaveBeenCalledTimes(1);
    const silent = connect();
    connection.close();
    await vi.waitFor(() => expect(namespace.sockets.size).toBe(0));
    expect(silent.closed).not.toHaveBeenCalled();
  });
});

describe('pages over HTTP', () => {
  const request = { replicaId: 'r1', scope: 's1', page: 'p 2' };
  const answerWith = (status: number, headers: Record<string, string> = {}, body = '{}'): void =>
    void http.on('request', (_, response) => response.writeHead(status, headers).end(body));
  const fetchOne = (one: Parameters<ReturnType<typeof httpPages>['fetch']>[0]) =>
    httpPages({ url: `${url}/api/v1/sync/bootstrap` }).fetch(one);

  it('asks for the replica, the scope and the page, and answers what came', async () => {
    const asked: (string | undefined)[] = [];
    http.on('request', ({ url: path }) => asked.push(path));
    answerWith(200, { 'content-type': 'application/json' }, '{"next":null,"rows":{}}');
    expect(await fetchOne(request)).toEqual({ ok: true, page: { next: null, rows: {} } });
    expect(asked).toEqual(['/api/v1/sync/bootstrap?replicaId=r1&scope=s1&page=p+2']);
  });

  it.each([
    [401, {}, { kind: 'unauthorised' }],
    [400, {}, { kind: 'expired' }],
    [429, { 'retry-after': '3' }, { kind: 'unavailable', retryAfterMs: 3_000 }],
    [503, {}, { kind: 'unavailable' }],
  ])('answers %i with what it means', async (status, headers, failure) => {
    answerWith(status, headers);
    expect(await fetchOne(request)).toEqual({ ok: false, failure });
  });

  it('a 400 for the first page is not the page token’s fault', async () => {
    answerWith(400);
    const first = { replicaId: 'r1', scope: null, page: null };
    expect(await fetchOne(first)).toEqual({ ok: false, failure: { kind: 'unavailable' } });
  });

  it('answers that the server is away rather than rejecting', async () => {
    http.close();
    expect(await fetchOne(request)).toEqual({ ok: false, failure: { kind: 'unavailable' } });
  });
});
