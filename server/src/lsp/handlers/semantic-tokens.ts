// textDocument/semanticTokens/full
import type { SemanticTokens, SemanticTokensParams } from 'vscode-languageserver';
import { TOKEN_MODIFIERS, TOKEN_TYPES, tokensOf } from '../../features/semanticTokens.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';

export const handler = defineHandler<SemanticTokensParams, SemanticTokens>({
  method: 'textDocument/semanticTokens/full',
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: true,
    },
  },
  empty: { data: [] },
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    if (!at) return { data: [] };
    const data: number[] = [];
    let line = 0;
    let character = 0;
    for (const token of tokensOf(session.analysis.workspace, at.uri)) {
      const position = at.positions.positionAt(token.start);
      const sameLine = position.line === line;
      const delta = sameLine ? position.character - character : position.character;
      data.push(position.line - line, delta, token.length, TOKEN_TYPES.indexOf(token.type), token.declaration ? 1 : 0);
      ({ line, character } = position);
    }
    return { data };
  },
});
