// Makes a folder's node_modules fit its lockfile, and does nothing when it already does. Both README commands begin
// here, so this file imports nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const MIN_NODE = 20;

/** The packages of a lockfile as `path → version`, without the root and what is optional on this platform. */
function locked(file) {
  const packages = JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  return Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.optional && !entry.link);
}

/** Why node_modules does not fit the lockfile; undefined when it does. npm's own record of what it installed is compared. */
export function staleReason(folder) {
  const record = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(join(folder, 'node_modules'))) return 'node_modules is missing';
  if (!existsSync(record)) return 'node_modules was not installed completely';
  const installed = new Map(locked(record));
  for (const [path, entry] of locked(join(folder, 'package-lock.json'))) {
    const there = installed.get(path);
    if (there?.version !== entry.version) {
      return `${path.replace(/^.*node_modules\//, '')} ${entry.version} is wanted, ${there?.version ?? 'none'} is there`;
    }
  }
  return undefined;
}

/** Refuses to go on with a Node that is too old, in words that say what to do. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= MIN_NODE) return;
  console.error(`Drydock needs Node ${MIN_NODE} or newer; this is ${process.version}. See https://nodejs.org.`);
  process.exit(1);
}

/** Runs npm with the same Node that runs us. Returns the exit status. */
export function npm(folder, args, env = process.env) {
  // On Windows npm is a .cmd file, which only a shell can start.
  const run = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (run.error) console.error(`npm could not be started: ${run.error.message}`);
  return run.status ?? 1;
}

/** Installs the packages of `folder` unless they are there. No package's install script runs. */
export function ensureInstalled(folder, root = folder) {
  requireNode();
  const reason = staleReason(folder);
  if (reason === undefined) return;
  const where = relative(root, folder) || 'the project';
  console.log(`Installing the packages of ${where} (${reason}) …`);
  const began = Date.now();
  const status = npm(folder, ['ci', '--ignore-scripts']);
  if (status !== 0) {
    console.error(`npm ci failed in ${folder} (exit ${status}). Is the npm registry within reach?`);
    process.exit(1);
  }
  console.log(`Installed in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
}
