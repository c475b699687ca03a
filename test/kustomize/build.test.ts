// Builds against what the real `kubectl kustomize` of 1.36.3 gave for the same trees (recorded.json; how it is made
// says differential.mjs), and what the record cannot tell: origins, places, bounds.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { build, Memo, type Build, type Read } from '../../server/src/kustomize/build.ts';

const TREES = join('test', 'kustomize', 'trees');

interface Recorded {
  readonly objects?: readonly unknown[];
  readonly error?: string;
}
const recorded = JSON.parse(readFileSync(join('test', 'kustomize', 'recorded.json'), 'utf8')) as Record<
  string,
  Recorded
>;

const readTree: Read = (path) => {
  const file = join(TREES, path);
  if (!existsSync(file)) return undefined;
  try {
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) ? text : new Uint8Array(bytes);
  } catch {
    return undefined;
  }
};

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)));

/** Builds from files given as texts. */
function of(files: Readonly<Record<string, string>>, folder = 'app', memo = new Memo()): Build {
  return build(folder, (path) => (Object.hasOwn(files, path) ? files[path] : undefined), memo);
}

/** The text of a place. */
function textAt(files: Readonly<Record<string, string>>, built: Build, path: (string | number)[]): string {
  const place = built.objects[0]?.placeOf(path).place;
  const text = files[place?.file ?? ''] ?? '';
  return `${place?.file}: ${text.slice(place?.range.start, place?.range.end)}`;
}

describe('builds as recorded', () => {
  const memo = new Memo();
  for (const [folder, { objects, error }] of Object.entries(recorded)) {
    it(folder, () => {
      const built = build(folder, readTree, memo);
      if (folder.startsWith('incomplete/')) assert.equal(built.state, 'incomplete');
      else if (error !== undefined) assert.equal(built.state, 'refused', error);
      else {
        assert.equal(built.problem?.message, undefined);
        assert.deepEqual(plain(built.objects.map(({ value }) => value)), plain(objects));
      }
    });
  }
  it('has all kinds of outcomes in the record', () => {
    const all = Object.values(recorded);
    assert.ok(all.filter(({ objects }) => objects !== undefined).length >= 15);
    assert.ok(all.filter(({ error }) => error !== undefined).length >= 40);
  });
});

describe('words of refusals', () => {
  // What kustomize says, without the chain of folders in front of it.
  const SAME: Record<string, string> = {
    'refused/bad-regex': 'error parsing regexp: missing closing ): `^(?:a()$`',
    'refused/json-patch-fails': 'replace operation does not apply: doc is missing path: /data/x: missing value',
    'refused/patch-without-target':
      'no resource matches strategic merge patch "ConfigMap.v1.[noGrp]/b.[noNs]": no matches for Id ConfigMap.v1.[noGrp]/b.[noNs]; failed to find unique target for patch ConfigMap.v1.[noGrp]/b.[noNs]',
    'refused/unknown-field': 'invalid Kustomization: json: unknown field "namePrefx"',
    'refused/empty': 'kustomization.yaml is empty',
    'refused/missing-field': 'unable to find field "data.x" in replacement target',
  };
  for (const [folder, words] of Object.entries(SAME)) {
    it(folder, () => {
      assert.ok(recorded[folder]?.error?.includes(words), recorded[folder]?.error);
      assert.equal(build(folder, readTree).problem?.message, words);
    });
  }
});

describe('places', () => {
  const base = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  kept: base
  changed: base
`;
  const files = {
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'base/a.yaml': base,
    'app/kustomization.yaml': `resources: [../base]
namePrefix: p-
patches:
  - path: patch.yaml
  - target: { kind: ConfigMap }
    patch: |-
      - op: add
        path: /data/operated
        value: x
  - patch: |
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: a }
      data:
        inline: here
`,
    'app/patch.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  changed: patch\n',
  };
  const built = of(files);

  it('says who made each field', () => {
    assert.equal(built.problem?.message, undefined);
    assert.equal(textAt(files, built, ['data', 'kept']), 'base/a.yaml: base');
    assert.equal(textAt(files, built, ['data', 'changed']), 'app/patch.yaml: patch');
    assert.equal(textAt(files, built, ['data', 'inline']), 'app/kustomization.yaml: here');
    assert.equal(textAt(files, built, ['metadata', 'name']), 'app/kustomization.yaml: p-');
    assert.match(textAt(files, built, ['data', 'operated']), /^app\/kustomization.yaml: op: add/);
  });

  it('says where an object comes from and what it went through', () => {
    const [object] = built.objects;
    assert.deepEqual(object?.through, ['base/kustomization.yaml', 'app/kustomization.yaml']);
    assert.equal(object?.origin.file, 'base/a.yaml');
    assert.equal(object?.origin.section, 0);
  });

  it('finds the nearest place of what is not there', () => {
    const found = built.objects[0]?.placeOf(['data', 'missing', 'deeper']);
    assert.equal(found?.whole, false);
    assert.equal(found?.place?.file, 'base/a.yaml');
  });

  it('shows a refusal where it was asked for', () => {
    const bad = of({ ...files, 'app/patch.yaml': files['app/patch.yaml'].replace('name: a', 'name: b') });
    assert.equal(bad.problem?.place.file, 'app/patch.yaml');
    const missing = of({ ...files, 'base/kustomization.yaml': 'resources: [b.yaml]\n' });
    assert.equal(missing.problem?.place.file, 'base/kustomization.yaml');
    assert.deepEqual(missing.problem?.place.range, { start: 12, end: 18 });
  });

  it('asks for every file it needs, also in vain', () => {
    assert.deepEqual(
      [...built.asked].filter((path) => !path.endsWith('.yml') && !path.endsWith('/Kustomization')).sort(),
      ['app/kustomization.yaml', 'app/patch.yaml', 'base', 'base/a.yaml', 'base/kustomization.yaml'].sort(),
    );
  });
});

describe('bounds', () => {
  it('takes both separators, and lets no path out', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
      'app/kustomization.yaml': "resources: ['..\\base']\n",
    };
    assert.equal(of(files).objects.length, 1);
    const out = of({ ...files, 'app/kustomization.yaml': "resources: ['..\\base\\a.yaml']\n" });
    assert.match(out.problem?.message ?? '', /security; file 'base\/a.yaml' is not in or below 'app'/);
    const above = of({ 'app/kustomization.yaml': "resources: ['../../../../etc/passwd']\n" });
    assert.equal(above.state, 'refused');
  });

  it('ends where every folder takes in the next one twice', () => {
    const files: Record<string, string> = {};
    for (let at = 0; at < 40; at++) {
      files[`${at}/kustomization.yaml`] = `resources: [../${at + 1}, ../${at + 1}]\nnamePrefix: a-\n`;
    }
    files['40/kustomization.yaml'] = 'resources: []\n';
    assert.equal(of(files, '0').state, 'incomplete');
  });

  it('takes no time for patterns that blow up elsewhere, nor for alias bombs', () => {
    const slow = of({
      'app/kustomization.yaml': `resources: [a.yaml]\npatches: [{ target: { name: '(a+)+b' }, patch: '[{"op": "add", "path": "/x", "value": 1}]' }]\n`,
      'app/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${'a'.repeat(60)} }\n`,
    });
    assert.equal(slow.state, 'built');
    const lines = ['a: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let at = 1; at < 12; at++) {
      lines.push(`k${at}: &a${at} [${Array.from({ length: 10 }, () => `*a${at - 1}`).join(',')}]`);
    }
    const bomb = of({
      'app/kustomization.yaml': 'resources: [a.yaml]\n',
      'app/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n${lines.join('\n')}\n`,
    });
    assert.equal(bomb.state, 'refused');
  });

  it('takes names of the prototype for names', () => {
    const built = of({
      'app/kustomization.yaml':
        'resources: [a.yaml]\nlabels: [{ pairs: { __proto__: x, constructor: c } }]\nconfigMapGenerator: [{ name: b, literals: [toString=1, __proto__=2] }]\n',
      'app/a.yaml': 'apiVersion: v1\nkind: __proto__\nmetadata: { name: constructor }\n__proto__: { a: 1 }\n',
    });
    assert.equal(built.problem?.message, undefined);
    const made = built.objects.find(({ value }) => (value as { kind?: string }).kind === '__proto__')?.value;
    assert.deepEqual(Object.keys((made as { metadata: { labels: object } }).metadata.labels), [
      '__proto__',
      'constructor',
    ]);
    assert.equal(({} as Record<string, unknown>)['a'], undefined);
  });

  it('builds the same again, and from a memo the same as from scratch', () => {
    const memo = new Memo();
    for (const folder of ['shop/overlays/prod', 'shop/overlays/dev', 'shop/overlays/prod']) {
      const fresh = build(folder, readTree);
      const again = build(folder, readTree, memo);
      assert.deepEqual(
        again.objects.map(({ value, origin, through }) => ({ value, origin, through })),
        fresh.objects.map(({ value, origin, through }) => ({ value, origin, through })),
      );
    }
  });
});
