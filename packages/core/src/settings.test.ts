import { describe, expect, it } from 'vitest';
import { type Settings, originOf, readSettings } from './settings.ts';

const read = (env: Record<string, string>): Settings => {
  const result = readSettings(env);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.settings;
};
const problems = (env: Record<string, string>): string[] => {
  const result = readSettings(env);
  return result.ok ? [] : result.problems;
};

describe('settings', () => {
  it('have a default for everything that needs one', () => {
    expect(read({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      logLevel: 'info',
      rateLimit: 100,
      baseUrl: 'http://localhost:3000',
      databaseUrl: undefined,
      redisUrl: undefined,
    });
  });

  it('count an empty value as unset', () => {
    expect(read({ PORT: '', DATABASE_URL: '', DEMO: '' })).toEqual(read({}));
  });

  it('leave what is not a setting alone', () => {
    expect(read({ PATH: '/usr/bin', HOME: '/root' })).toEqual(read({}));
  });

  it.each([
    [{}, true],
    [{ HOST: 'localhost' }, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ PUBLIC_URL: 'https://desk.example.com' }, false],
    [{ DATABASE_URL: 'postgres://db/x' }, false],
  ])('with %j demo and private networks are %s by default', (env, expected) => {
    expect(read(env)).toMatchObject({ demo: expected, allowPrivateNetwork: expected });
  });

  it('let demo and private networks be said', () => {
    expect(read({ DEMO: '0' })).toMatchObject({ demo: false, allowPrivateNetwork: true });
    expect(read({ HOST: '0.0.0.0', DEMO: 'true', ALLOW_PRIVATE_NETWORK: 'yes' })).toMatchObject({
      demo: true,
      allowPrivateNetwork: true,
    });
  });

  it('use the database for sessions when no direct address is given', () => {
    const both = { DATABASE_URL: 'postgres://pooler/x', DIRECT_URL: 'postgres://db/x' };
    expect(read({ DATABASE_URL: 'postgres://db/x' }).directUrl).toBe('postgres://db/x');
    expect(read(both)).toMatchObject({
      databaseUrl: both.DATABASE_URL,
      directUrl: both.DIRECT_URL,
    });
    expect(problems({ DIRECT_URL: 'postgres://db/x' })).toEqual([
      'DIRECT_URL needs DATABASE_URL beside it',
    ]);
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT must be a whole number from 1 to 65535, not "abc"'],
    [{ PORT: '70000' }, 'PORT must be a whole number from 1 to 65535, not "70000"'],
    [{ PORT: '0' }, 'PORT must be a whole number from 1 to 65535, not "0"'],
    [{ PORT: '-1' }, 'PORT must be a whole number from 1 to 65535, not "-1"'],
    [{ HOST: 'my host' }, 'HOST must be a host name or an IP address, not "my host"'],
    [{ DEMO: 'maybe' }, 'DEMO must be 1 or 0, not "maybe"'],
    [
      { RATE_LIMIT: '0' },
      'RATE_LIMIT must be a whole number of requests a minute, such as 100, not "0"',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud"',
    ],
    [{ REDIS_URL: 'http://x' }, 'REDIS_URL must be an address such as redis://host:6379'],
    [
      { S3_URL: 'https://host/bucket' },
      'S3_URL must hold keys and a bucket: https://ACCESS:SECRET@host/bucket',
    ],
    [
      { PUBLIC_URL: 'https://desk.example.com/inbox' },
      'PUBLIC_URL must be an origin without a path, such as https://desk.example.com',
    ],
    [
      { FRONTDESK_KEY: 'short' },
      'FRONTDESK_KEY must be 64 hexadecimal digits (openssl rand -hex 32)',
    ],
  ])('refuse %j in one line', (env, line) => {
    expect(problems(env)).toEqual([line]);
  });

  it('name every bad value at once', () => {
    expect(problems({ PORT: 'x', DEMO: 'x', SMTP_URL: 'x' })).toHaveLength(3);
  });

  it('never repeat a value that may hold a password', () => {
    const text = problems({
      DATABASE_URL: 'mysql://me:hunter2@db',
      FRONTDESK_KEY: 'hunter2',
    }).join();
    expect(text).not.toContain('hunter2');
  });
});

describe('an origin', () => {
  it.each([
    ['127.0.0.1', 'http://localhost:80'],
    ['0.0.0.0', 'http://localhost:80'],
    ['::1', 'http://localhost:80'],
    ['fd00::1', 'http://[fd00::1]:80'],
    ['desk.test', 'http://desk.test:80'],
  ])('of %s is %s', (host, origin) => {
    expect(originOf(host, 80)).toBe(origin);
  });
});
