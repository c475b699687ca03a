// Composition root of the language server. `node dist/server.js --stdio` for any editor, `--node-ipc` for VS Code.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { createAnalysis } from './lsp/createAnalysis.ts';
import { createDocs } from './schema/docs.ts';
import { startServer } from './lsp/server.ts';

const USAGE = `drydock-language-server ${version}
Speaks the Language Server Protocol.

  --stdio      over standard input and output
  --node-ipc   over node's IPC, as a forked process
  --version    print the version
`;

function main(args: readonly string[]): void {
  if (args.includes('--version')) {
    process.stdout.write(`${version}\n`);
    return;
  }
  if (!args.some((arg) => /^--(stdio|node-ipc|socket|pipe)\b/.test(arg))) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const connection = createConnection(ProposedFeatures.all);
  // A bug in one place must not take the editor's server down: say so in the log and go on.
  process.on('uncaughtException', (error) => connection.console.error(`uncaught: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) => connection.console.error(`unhandled: ${String(reason)}`));
  // Read when the first hover asks for it: most of a server's life nobody does.
  const docs = createDocs(() => readFileSync(join(dirname(process.argv[1] ?? ''), 'docs.json'), 'utf8'));
  startServer(connection, { name: 'drydock', version, analysis: createAnalysis, docs });
}

main(process.argv.slice(2));
