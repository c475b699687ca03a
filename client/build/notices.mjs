// Writes dist/ThirdPartyNotices.txt: the licences of the packages whose code is in the bundles. Which ones those are
// comes from esbuild's own record of what it bundled, not from a list that somebody would have to keep.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const inputs = JSON.parse(readFileSync(join(root, 'out/bundle-inputs.json'), 'utf8'));

/** `…/node_modules/@scope/name/lib/x.js` → the package's folder. */
const packageFolder = (input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];

const folders = [...new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined))];
const notices = new Map();
for (const folder of folders) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)(\.|$|-)/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(root, folder, file), 'utf8').trim();
  if (file === undefined && license === undefined) throw new Error(`${name} says nothing about its licence`);
  notices.set(`${name} ${version}`, text);
}
// Field documentation and schema facts are Kubernetes' own.
const kubernetes = existsSync(join(root, 'schemas/schema-facts.json'));
if (kubernetes) {
  const statement = 'Facts and descriptions of the API fields: Copyright The Kubernetes Authors, Apache License 2.0';
  notices.set('Kubernetes 1.36 API', `${statement} (the same text as this project's LICENSE).`);
}
const parts = [...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => `${name}\n\n${text}\n`);
const line = `${'-'.repeat(80)}\n`;
writeFileSync(
  join(root, 'dist/ThirdPartyNotices.txt'),
  `Drydock contains code of these projects.\n\n${line}${parts.join(line)}`,
);
