import { runProgram } from './program.ts';

/**
 * Installs a package of Debian's where we may: as root, or through a `sudo` that asks nothing. Does nothing elsewhere;
 * whoever needs the program looks whether it is there afterwards.
 */
export async function installDebianPackage(name: string): Promise<void> {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
  const { code } = await runProgram([...apt, 'update']);
  if (code === 0) await runProgram([...apt, 'install', '-y', '--no-install-recommends', name]);
}
