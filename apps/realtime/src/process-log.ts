import type { Log } from '@frontdesk/core/log';
import type { LogLevel } from '@frontdesk/core/settings';
import { pino } from 'pino';

/** Lines of JSON on standard output. What may hold a secret is struck out should it ever get here. */
export function openProcessLog(name: string, level: LogLevel): Log {
  return pino({
    name,
    level,
    base: { name, pid: process.pid },
    redact: ['password', 'token', 'refreshToken', 'secret', 'authorization', 'cookie'],
  });
}
