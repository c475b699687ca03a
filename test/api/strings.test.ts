// Which texts are names, labels, keys, … Values: staging/src/k8s.io/apimachinery/pkg/util/validation/validation_test.go and
// pkg/api/validation/path/name_test.go, 1.36.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as strings from '../../server/src/api/validation/strings.ts';

type Check = (text: string) => readonly string[];

const a = (length: number): string => 'a'.repeat(length);
const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

const NOT_LABELS = [
  ...words('A ABC aBc A1 A-1 1-A - a- -a 1- -1 _ a_ _a a_b 1_ _1 1_2 . a. .a 1. .1'),
  ...['', ' ', 'a ', ' a', 'a b', '1 ', ' 1', '1 2', a(64)],
];

const TABLE: ReadonlyArray<readonly [name: string, check: Check, good: readonly string[], bad: readonly string[]]> = [
  [
    'isDns1123Label',
    strings.isDns1123Label,
    words(`a ab abc a1 a-1 a--1--2--b 0 01 012 1a 1-a 1--a--b--2 ${a(63)}`),
    [...NOT_LABELS, 'a.b', '1.2'],
  ],
  [
    'isDns1123Subdomain',
    strings.isDns1123Subdomain,
    words(
      `a ab abc a1 a-1 a--1--2--b 0 01 012 1a 1-a 1--a--b--2 a.a ab.a a--1--2--b.a a.1 a1.1 0.a 1-a.a 0.1 1--a--b--2.1
       a.b.c.d.e aa.bb.cc.dd.ee 1.2.3.4.5 11.22.33.44.55 ${a(64)} ${a(253)}`,
    ),
    [
      ...NOT_LABELS.filter((text) => text !== a(64)),
      ...words('a..b 1..2 A.a aB.a ab.A A1.a a1.A A.1 0.A 1A.a 1a.A a.B.c.d.e a@b a,b a;b a:b a%b a?b a$b'),
      a(254),
    ],
  ],
  [
    'isDns1123SubdomainWithUnderscore',
    strings.isDns1123SubdomainWithUnderscore,
    words('example.com _example.com sub._example.com sub-domain.example.com sub_domain.example.com'),
    ['', ...words('Example.com -example.com example.com- example@.com example..com _')],
  ],
  [
    'isDns1035Label',
    strings.isDns1035Label,
    words(`a ab abc a1 a-1 a--1--2--b ${a(63)}`),
    [...words('0 01 012 1a 1-a 1--a--b--2'), ...NOT_LABELS],
  ],
  [
    'isWildcardDns1123Subdomain',
    strings.isWildcardDns1123Subdomain,
    words('*.example.com *.bar.com *.foo.bar.com'),
    words('*.*.bar.com *.foo.*.com *bar.com f*.bar.com *'),
  ],
  [
    'isPortName',
    strings.isPortName,
    words('telnet re-mail-ck pop3 a a-1 1-a a-1-b-2-c 1-a-2-b-3'),
    ['', ...words(`longerthan15characters ${a(16)} 12345 1-2-3-4 -begin end- two--hyphens whois++`)],
  ],
  [
    'isQualifiedName',
    strings.isQualifiedName,
    words(
      `simple now-with-dashes 1-starts-with-num 1234 simple/simple now-with-dashes/simple now.with.dots/simple
       now-with.dashes-and.dots/simple 1-num.2-num/3-num 1234/5678 1.2.3.4/5678 Uppercase_Is_OK_123
       example.com/Uppercase_Is_OK_123 requests.storage-foo ${a(63)} ${a(253)}/${a(63)}`,
    ),
    words(
      `nospecialchars%^=@ cantendwithadash- -cantstartwithadash- only/one/slash Example.com/abc example_com/abc
       example.com/ /simple ${a(64)} ${a(254)}/abc`,
    ),
  ],
  [
    'isLabelValue',
    strings.isLabelValue,
    ['', ...words(`simple now-with-dashes 1-starts-with-num end-with-num-1 1234 ${a(63)}`)],
    words(
      `nospecialchars%^=@ Tama-nui-te-rā.is.Māori.sun \\backslashes\\are\\bad -starts-with-dash ends-with-dash-
       .starts.with.dot ends.with.dot. ${a(64)}`,
    ),
  ],
  [
    'isHttpHeaderName',
    strings.isHttpHeaderName,
    words('Accept-Encoding Host If-Modified-Since X-Forwarded-For a a1 -a a- a--1--2--b --abc-123 AbC A-1 --123-ABC'),
    [
      '',
      ' ',
      'a ',
      ' a',
      'a b',
      '1 2',
      ...words('Host: X-Forwarded-For: X-@Home _ a_ 1_2 . a. a.b 1.2 #a# ^ , ; = < ? @ {'),
    ],
  ],
  [
    'isPercent',
    strings.isPercent,
    words('0% 00000% 1% 01% 99% 100% 101%'),
    ['', ' 1%', '1% ', ...words('0 100 0.0% 99.9% hundred -0% -1% +1%')],
  ],
  [
    'isConfigMapKey',
    strings.isConfigMapKey,
    words('a good good-good still.good this.is.also.good .so.is.this THIS_IS_GOOD so_is_this_17'),
    words('. .. ..bad b*d bad!&bad'),
  ],
  [
    'isRelaxedEnvVarName',
    strings.isRelaxedEnvVarName,
    [...words("- : _ +a >a <a a. a.. *a %a ?a a:a a_a aAz ~a |a a0a a9 /a #a 0a 'a (a @a"), 'a ', '0 a'],
    ['', ...words('= a= 1=a a=b #%=&&'), '\u0001abc', '\u0082abc', 'Ç ç', 'Ä ä', 'Ñ ñ', 'Ø ø'],
  ],
  [
    'isPathSegmentName',
    strings.isPathSegmentName,
    words('a -a _a .a a.b a:b sha256:35984328957 name'),
    ['.', '..', 'a/b', 'a%b', '/', '%'],
  ],
];

for (const [name, check, good, bad] of TABLE) {
  test(name, () => {
    for (const text of good) assert.deepEqual(check(text), [], JSON.stringify(text));
    for (const text of bad) assert.notEqual(check(text).length, 0, JSON.stringify(text));
  });
}

test('numbers: ports and ids', () => {
  for (const port of [1, 2, 1000, 16384, 32768, 65535]) assert.deepEqual(strings.isPortNumber(port), []);
  for (const port of [0, -1, 65536, 100000]) assert.equal(strings.isPortNumber(port).length, 1);
  for (const id of [0, 1, 1000, 65535, 2147483647]) assert.deepEqual(strings.isUserId(id), []);
  for (const id of [-1, -1003, 2147483648, 4147483647]) assert.equal(strings.isUserId(id).length, 1);
});

test('lengths count bytes, as Go does', () => {
  assert.equal(strings.byteLength('Māori'), 6);
  assert.equal(strings.byteLength('日本'), 6);
  assert.equal(strings.byteLength('😀'), 4);
});

test('a generated name may end in what its suffix makes whole', () => {
  assert.deepEqual(strings.nameIsDnsSubdomain('web-', true), []);
  assert.equal(strings.nameIsDnsSubdomain('web-', false).length, 1);
});
