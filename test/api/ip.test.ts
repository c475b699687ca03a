import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorBody, type FieldError } from '../../server/src/api/fieldError.ts';
import {
  canonicalCidr,
  cidrContains,
  validateCidr,
  validateEndpointIp,
  validateIp,
  validateLegacyCidr,
  validateLegacyIp,
} from '../../server/src/api/validation/ip.ts';

const said = (errors: readonly FieldError[]): string => errors.map(errorBody).join('; ');

// Expected outcomes: staging/src/k8s.io/apimachinery/pkg/util/validation/ip_test.go, 1.36.
test('addresses: legacy fields take what is unambiguous, new fields only the canonical form', () => {
  for (const good of ['1.2.3.4', '10.0.0.0', '::1', '2a00:79e0:2:0:f1c3:e797:93c1:df80', 'fe80:0:0:0:0:0:0:0abc']) {
    assert.equal(said(validateLegacyIp([], good)), '', good);
  }
  for (const bad of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    ':::',
    'fe80::1%eth0',
    'a',
    '1.2.3.4/24',
    '::1::',
    '-1.0.0.0',
  ]) {
    assert.match(said(validateLegacyIp([], bad)), /must be a valid IP address/, bad);
  }
  assert.match(said(validateLegacyIp([], '01.02.03.04')), /must not have leading 0s/);
  assert.match(said(validateLegacyIp([], '::ffff:1.2.3.4')), /IPv4-mapped/);
  assert.equal(said(validateLegacyIp([], '01.02.03.04', ['01.02.03.04'])), '');
  assert.match(said(validateIp([], '2001:DB8::1')), /canonical form \("2001:db8::1"\)/);
});

test('CIDR values', () => {
  for (const good of ['1.2.3.0/24', '0.0.0.0/0', '2001:db8::/32', '::/0', '1.2.3.4/32']) {
    assert.equal(said(validateCidr([], good)), '', good);
  }
  assert.match(said(validateLegacyCidr([], '1.2.3.4/24')), /bits set beyond/);
  assert.match(said(validateLegacyCidr([], '1.2.3.0/024')), /leading 0s/);
  assert.match(said(validateLegacyCidr([], '::ffff:1.2.3.0/120')), /IPv4-mapped/);
  for (const bad of ['1.2.3.4', '1.2.3.0/33', '::/129', 'a/24', '1.2.3.0/', '1.2.3.0/-1']) {
    assert.match(said(validateLegacyCidr([], bad)), /must be a valid CIDR value/, bad);
  }
  assert.ok(cidrContains('10.0.0.0/8', '10.1.0.0/16'));
  assert.ok(!cidrContains('10.1.0.0/16', '10.0.0.0/8'));
  assert.ok(!cidrContains('10.0.0.0/8', '2001:db8::/32'));
  assert.equal(canonicalCidr('2001:DB8:0::/48'), '2001:db8::/48');
});

test('endpoint addresses must be reachable ones', () => {
  for (const good of ['10.10.1.1', '2001:db8::1', '0.1.2.3', '224.0.1.1'])
    assert.equal(said(validateEndpointIp([], good)), '', good);
  assert.match(said(validateEndpointIp([], '0.0.0.0')), /unspecified/);
  assert.match(said(validateEndpointIp([], '127.0.0.1')), /loopback/);
  assert.match(said(validateEndpointIp([], '169.254.169.254')), /link-local range/);
  assert.match(said(validateEndpointIp([], '224.0.0.1')), /link-local multicast/);
  assert.match(said(validateEndpointIp([], 'ff02::1')), /link-local multicast/);
});
