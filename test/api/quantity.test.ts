import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatQuantity, milliUnits, parseQuantity, quantityOf, wholeUnits } from '../../server/src/api/quantity.ts';

// Expected values: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity_test.go, 1.36.
const CANONICAL: ReadonlyArray<readonly [string, string]> = [
  ['0', '0'],
  ['0.5', '500m'],
  ['1000', '1k'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['0.1Ki', '102400m'],
  ['1e3', '1e3'],
  ['100e-3', '100e-3'],
  ['.001', '1m'],
  ['-1', '-1'],
  ['1Ki', '1Ki'],
  ['512', '512'],
  ['0.0000000001', '1n'],
];

test('parseQuantity and formatQuantity: the canonical form', () => {
  for (const [text, canonical] of CANONICAL) {
    const quantity = parseQuantity(text);
    assert.ok(quantity, text);
    assert.equal(formatQuantity(quantity), canonical, text);
  }
});

test('parseQuantity: what is none', () => {
  for (const text of ['', '128mb', '1 Gi', 'Gi', '1.2.3', '+', 'e3', '1KI', '1ki', '0x1']) {
    assert.equal(parseQuantity(text), undefined, text);
  }
});

test('units round up', () => {
  assert.equal(milliUnits(quantityOf('100u')), 1);
  assert.equal(wholeUnits(quantityOf('1500m')), 2);
  assert.equal(milliUnits(quantityOf('4')), 4000);
});
