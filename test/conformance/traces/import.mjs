// Packs recorded scenarios and records into traces.json.gz. Run by hand when there are new ones:
//   node test/conformance/traces/import.mjs FOLDER      FOLDER holds scenarios/*.yaml, records/*.json and cluster/nodes.yaml
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';

const from = process.argv[2];
const names = (folder, end) => readdirSync(join(from, folder)).filter((file) => file.endsWith(end)).sort();
const packed = gzipSync(
  JSON.stringify({
    nodes: readFileSync(join(from, 'cluster/nodes.yaml'), 'utf8'),
    scenarios: names('scenarios', '.yaml').map((file) => parse(readFileSync(join(from, 'scenarios', file), 'utf8'))),
    records: names('records', '.json').map((file) => JSON.parse(readFileSync(join(from, 'records', file), 'utf8'))),
  }),
  { level: 9 },
);
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), 'traces.json.gz'), packed);
console.log(`${packed.length} bytes`);
