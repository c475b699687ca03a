// The rules of a CertificateSigningRequest. Of the request itself only the form is looked at: PEM with one block of DER;
// whether it is signed by its own key is not. Source: pkg/registry/certificates/certificates/strategy.go,
// pkg/apis/certificates/validation/validation.go, pkg/apis/certificates/helpers.go, 1.36.
import { base64Text } from '../base64.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { copyJson, keepStatus } from '../strategy.ts';
import type { CertificateSigningRequest } from '../types.generated.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { validateSignerName } from '../validation/signerName.ts';
import { nameIsPathSegment } from '../validation/strings.ts';

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const MIN_EXPIRATION_SECONDS = 600;

const PEM_BEGIN = /^-----BEGIN ([^\n]*)-----[ \t]*\r?$/m;

interface Element {
  readonly tag: number;
  readonly content: string;
}

/** The elements of DER, one after the other; undefined if the bytes are not made of whole ones. */
function elementsOf(der: string): Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < der.length;) {
    const tag = der.charCodeAt(at);
    let length = der.charCodeAt(at + 1);
    let begin = at + 2;
    if (length >= 0x80) {
      const digits = length & 0x7f;
      if (digits === 0 || digits > 4) return undefined;
      length = 0;
      for (let i = 0; i < digits; i++) length = length * 256 + der.charCodeAt(begin + i);
      begin += digits;
    }
    at = begin + length;
    // Also where a byte is missing, which makes the length no number.
    if (!(at <= der.length)) return undefined;
    elements.push({ tag, content: der.slice(begin, at) });
  }
  return elements;
}

const SEQUENCE = 0x30;
const BIT_STRING = 0x03;

/** Whether bytes are what is asked for, an algorithm and a signature, in one sequence. Source: RFC 2986. */
function isRequest(der: string): boolean {
  const [outer, ...rest] = elementsOf(der) ?? [];
  if (outer?.tag !== SEQUENCE || rest.length > 0) return false;
  const tags = elementsOf(outer.content)?.map((element) => element.tag) ?? [];
  return tags.length === 3 && tags[0] === SEQUENCE && tags[1] === SEQUENCE && tags[2] === BIT_STRING;
}

/** What is wrong with the form of a request; undefined if nothing is. */
function requestComplaint(request: string): string | undefined {
  const text = base64Text(request);
  const begin = PEM_BEGIN.exec(text);
  const type = begin?.[1];
  const body = begin === null ? '' : text.slice(begin.index + begin[0].length);
  const end = body.indexOf(`\n-----END ${type}-----`);
  if (type !== 'CERTIFICATE REQUEST' || end < 0) return 'PEM block type must be CERTIFICATE REQUEST';
  return isRequest(base64Text(body.slice(0, end))) ? undefined : 'asn1: structure error: not a certificate request';
}

/** Source: validateCertificateSigningRequest. */
function validate(csr: CertificateSigningRequest): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, csr.metadata, false, nameIsPathSegment);
  const { request = '', usages = [], signerName = '', expirationSeconds: seconds } = csr.spec ?? {};
  const complaint = requestComplaint(request);
  if (complaint !== undefined) errors.push(invalid(['spec', 'request'], request, complaint));
  if (usages.length === 0) errors.push(required(['spec', 'usages']));
  const seen = new Set<string>();
  usages.forEach((usage, index) => {
    const path = ['spec', 'usages', index];
    if (!USAGES.includes(usage)) errors.push(notSupported(path, usage, USAGES));
    if (seen.has(usage)) errors.push(duplicate(path, usage));
    seen.add(usage);
  });
  if (signerName === LEGACY_SIGNER) {
    const detail = 'the legacy signerName is not allowed via this API version';
    errors.push(invalid(['spec', 'signerName'], signerName, detail));
  } else validateSignerName(errors, signerName, ['spec', 'signerName']);
  if (seconds !== undefined && seconds < MIN_EXPIRATION_SECONDS) {
    const detail = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(invalid(['spec', 'expirationSeconds'], seconds, detail));
  }
  return errors;
}

export const kind = defineKind<CertificateSigningRequest>({
  gvk: { group: 'certificates.k8s.io', version: 'v1', kind: 'CertificateSigningRequest' },
  prepareForCreate(csr) {
    delete csr.status;
    // The server writes who asks.
    for (const field of ['username', 'uid', 'groups', 'extra'] as const) delete csr.spec?.[field];
  },
  prepareForUpdate(csr, old) {
    keepStatus(csr, old);
    if (old.spec !== undefined) csr.spec = copyJson(old.spec);
  },
  validate,
  validateUpdate(csr, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, csr.metadata, old.metadata);
    return errors;
  },
});
