import { findRedis } from '@frontdesk/testkit/redis';
import { Refusal } from '../launcher/refusal.ts';
import { step } from '../step.mjs';
import { installDebianPackage } from './debian-package.ts';

/** Sees to a Redis for the suites that run on both backends: no registry package carries one. */
export async function findOrInstallRedis(): Promise<void> {
  if (findRedis()) return;
  await step('Installing Redis', () => installDebianPackage('redis-server'));
  if (!findRedis()) throw new Refusal('the tests need redis-server or valkey-server on the PATH');
}
