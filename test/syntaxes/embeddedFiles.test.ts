// The grammar that colours files inside ConfigMaps: which keys begin a block, and where it ends.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Pattern {
  readonly begin: string;
  readonly while: string;
  readonly contentName: string;
}

const grammar = JSON.parse(readFileSync('syntaxes/embedded-files.tmLanguage.json', 'utf8')) as {
  readonly scopeName: string;
  readonly patterns: readonly Pattern[];
};
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly grammars: ReadonlyArray<{ scopeName: string; embeddedLanguages: Readonly<Record<string, string>> }>;
  };
};

/** The languages of the lines, as an editor gives them; undefined where the YAML goes on. */
function languagesOf(text: string): Array<string | undefined> {
  let open: { readonly more: RegExp; readonly language: string | undefined } | undefined;
  return text.split('\n').map((line) => {
    if (open?.more.test(line)) return open.language;
    open = undefined;
    for (const pattern of grammar.patterns) {
      const begun = new RegExp(pattern.begin).exec(line);
      if (!begun) continue;
      const language = manifest.contributes.grammars[0]?.embeddedLanguages[pattern.contentName];
      open = { more: new RegExp(pattern.while.replaceAll('\\1', begun[1] ?? '')), language };
      break;
    }
    return undefined;
  });
}

test('block scalars under names of files are in the language of the file', () => {
  const text = [
    'data:',
    '  app.json: |',
    '    {"a": 1}',
    '',
    '    {"b": 2}',
    '  "run.sh": |-',
    '    echo',
    '  plain: |',
    '    text',
    '  settings.properties: >2 # folded',
    '    a=b',
    'kind: ConfigMap',
  ].join('\n');
  const _ = undefined;
  assert.deepEqual(languagesOf(text), [_, _, 'json', 'json', 'json', _, 'shellscript', _, _, _, 'ini', _]);
});

test('every language of the grammar is known to the extension', () => {
  assert.equal(manifest.contributes.grammars[0]?.scopeName, grammar.scopeName);
  const languages = manifest.contributes.grammars[0].embeddedLanguages;
  for (const { contentName } of grammar.patterns) assert.ok(languages[contentName], contentName);
});
