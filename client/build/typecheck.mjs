// Type-checks every layer against the layers it may know (tsconfig references), after generating what is generated.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

const generated = node(join(root, 'schemas/generate.mjs'));
process.exitCode = generated || node(join(root, 'node_modules/typescript7/bin/tsc'), '-b', ...process.argv.slice(2));
