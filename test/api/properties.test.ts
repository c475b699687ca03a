// What holds for every object, however odd: judging never throws, defaulting twice is defaulting once, and what was
// accepted is accepted again, unchanged, as an update of itself. Objects are valid manifests with random changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gvkOf, type GroupVersionKind } from '../../server/src/api/gvk.ts';
import { judge, rulesOf } from '../../server/src/api/judge.ts';
import { resourceOf } from '../../server/src/api/resource.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { encodeObject } from '../../server/src/schema/encode.ts';
import { readBases } from '../conformance/data.ts';

type Place = Record<string | number, unknown>;
const isPlace = (value: unknown): value is Place => typeof value === 'object' && value !== null;

const bases = [...readBases().values()].filter(isPlace);

/** Every object and list of a manifest, itself first. */
function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (!isPlace(value)) return found;
  found.push(value);
  for (const key of Object.keys(value)) placesOf(value[key], found);
  return found;
}

const parts = bases.flatMap((base) => placesOf(base));
const fields = [...new Set(parts.flatMap((part) => (Array.isArray(part) ? [] : Object.keys(part))))];

const texts = [
  ...[
    '',
    '-',
    'a',
    'A',
    '0',
    '-1',
    '10%',
    '1e9',
    '99999999999Gi',
    '1.5',
    '..',
    '/',
    '/a/../b',
    '*',
    'a=b',
    '$(X)',
    '\u0000',
    'ä',
  ],
  ...[
    '10.0.0.1',
    '::1',
    '999.1.1.1',
    '0-5,7',
    '* * * * *',
    '@every 1h',
    'TZ=X 1 1 1 1 1',
    'a'.repeat(300),
    '𝕏'.repeat(70),
  ],
  ...['hugepages-2Mi', 'requests.cpu', 'kubernetes.io/x', '__proto__', 'constructor', 'toString', 'hasOwnProperty'],
];
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1, 65536, 2147483648, -2147483648, 1.5, 1e300, 2n ** 64n),
  fc.constantFrom<unknown>([], {}, [null], [[]], [{}], { '': '' }),
  fc.constantFrom<unknown>(...texts),
  fc.constantFrom<unknown>(JSON.parse('{"__proto__": {"a": 1}, "constructor": "a", "toString": []}') as unknown),
  fc.constantFrom<unknown>(...parts),
);
const names = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...fields) },
  { weight: 1, arbitrary: fc.constantFrom(...texts) },
);

interface Change {
  readonly place: number;
  readonly name: string;
  readonly at: number;
  readonly how: 'own' | 'new' | 'drop' | 'again';
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  name: names,
  at: fc.nat(),
  how: fc.constantFrom('own', 'own', 'new', 'drop', 'again'),
  value: odd,
});

const setOwn = (place: Place, name: string, value: unknown): void => {
  Object.defineProperty(place, name, { value, enumerable: true, writable: true, configurable: true });
};

function apply(object: Place, { place, name, at, how, value }: Change): void {
  const places = placesOf(object);
  const target = places[place % places.length] ?? object;
  const own = Object.keys(target);
  const key = own[at % Math.max(own.length, 1)];
  const copied = structuredClone(value);
  if (Array.isArray(target)) {
    if (how === 'drop') target.splice(at % (target.length + 1), 1);
    else if (how === 'again') target.push(structuredClone(target[at % (target.length + 1)]));
    else if (how === 'new' || key === undefined) target.push(copied);
    else target[Number(key)] = copied;
  } else if (how === 'drop' && key !== undefined) Reflect.deleteProperty(target, key);
  else setOwn(target, how === 'own' && key !== undefined ? key : name, copied);
}

const manifest = fc
  .tuple(fc.constantFrom(...bases), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([base, changes]) => {
    const object = structuredClone(base);
    for (const each of changes) apply(object, each);
    const gvk = gvkOf(String(base['apiVersion']), String(base['kind']));
    object['apiVersion'] = base['apiVersion'];
    object['kind'] = base['kind'];
    return { gvk, base, object };
  });

const stored = (gvk: GroupVersionKind, value: unknown): Place => {
  const object = structuredClone(encodeObject(gvk, judge(decoder, gvk, value).object)) as unknown as Place;
  const metadata = object['metadata'] as Place;
  setOwn(metadata, 'uid', '00000000-0000-0000-0000-000000000000');
  setOwn(metadata, 'resourceVersion', '1');
  return object;
};

test('judging never throws, whether as a create or as an update', () => {
  fc.assert(
    fc.property(manifest, ({ gvk, base, object }) => {
      judge(decoder, gvk, structuredClone(object));
      judge(decoder, gvk, structuredClone(object), decoder.decode(gvk, stored(gvk, base)).object);
      judge(decoder, gvk, structuredClone(base), decoder.decode(gvk, object).object);
    }),
    { numRuns: 1500 },
  );
});

test('defaulting an object again changes nothing', () => {
  fc.assert(
    fc.property(manifest, ({ gvk, object }) => {
      const rules = rulesOf(gvk, decoder);
      const decoded = decoder.decode(gvk, object).object;
      rules?.setDefaults?.(decoded);
      const once = structuredClone(decoded);
      rules?.setDefaults?.(decoded);
      assert.deepEqual(decoded, once);
    }),
    { numRuns: 1500 },
  );
});

test('what was accepted is accepted as an update of itself, and stays what it is', () => {
  fc.assert(
    fc.property(manifest, ({ gvk, object }) => {
      const first = judge(decoder, gvk, structuredClone(object));
      if (first.problems.length > 0 || resourceOf(gvk)?.verbs.includes('update') === false) return;
      const before = stored(gvk, object);
      const second = judge(decoder, gvk, structuredClone(before), decoder.decode(gvk, before).object);
      assert.deepEqual(second.problems, []);
      assert.deepEqual(encodeObject(gvk, second.object), before);
    }),
    { numRuns: 2000 },
  );
});
