// How webhooks are reached: of admission and of conversion.
// Source: staging/src/k8s.io/apiserver/pkg/util/webhook/validation.go, 1.36; net/url of Go.
import { invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { isDns1123Subdomain, isDns1035Label, isPortNumber } from './strings.ts';

/** Where a webhook is. */
export interface WebhookClient {
  readonly url?: string | undefined;
  readonly service?:
    | {
        readonly name?: string | undefined;
        readonly namespace?: string | undefined;
        readonly path?: string | undefined;
        readonly port?: number | undefined;
      }
    | undefined;
}

/** One of an address and a Service. */
export function validateWebhookClient(errors: FieldError[], client: WebhookClient, path: FieldPath): void {
  const { url, service } = client;
  if ((url === undefined) === (service === undefined)) {
    errors.push(required(path, 'exactly one of url or service is required'));
  } else if (url !== undefined) validateUrl(errors, url, [...path, 'url']);
  else if (service !== undefined) validateService(errors, service, [...path, 'service']);
}

const FORM = '; desired format: https://host[/path]';
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
/** In a host only what is not ASCII may be escaped, and the percent sign itself. */
const BAD_HOST_ESCAPE = /%(?!25|[89A-Fa-f][0-9A-Fa-f])/;
/** What a host may have besides escapes. Source: shouldEscape with encodeHost. */
const HOST = /^(?:[\w.~!$&'()*+,;=:<>"%[\]-]|[^\u0000-\u007f])*$/;
const PORT = /^(?::\d*)?$/;

interface Address {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly query: string;
  readonly fragment: string;
}

/** The parts of an address, or why it is none. Source: url.Parse. */
function parseUrl(text: string): Address | string {
  const hash = text.indexOf('#');
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  let rest = hash < 0 ? text : text.slice(0, hash);
  for (let i = 0; i < rest.length; i++) {
    const code = rest.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return 'invalid control character in URL';
  }
  if (rest.startsWith(':')) return 'missing protocol scheme';
  const scheme = SCHEME.exec(rest)?.[0] ?? '';
  if (scheme !== '') rest = rest.slice(scheme.length + 1);
  const mark = rest.indexOf('?');
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  if (mark >= 0) rest = rest.slice(0, mark);
  if (!rest.startsWith('/')) {
    // `mailto:x` has no host; neither has `a/b`, but its first step may not look like a scheme.
    if (scheme === '' && (rest.split('/')[0] ?? '').includes(':'))
      return 'first path segment in URL cannot contain colon';
    return { scheme: scheme.toLowerCase(), user: undefined, host: '', query, fragment };
  }
  let authority = '';
  if (rest.startsWith('//') && !(scheme === '' && rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    authority = rest.slice(2, slash < 0 ? undefined : slash);
    rest = slash < 0 ? '' : rest.slice(slash);
  }
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const complaint = hostComplaint(host);
  if (complaint !== undefined) return complaint;
  if (BAD_ESCAPE.test(rest) || BAD_ESCAPE.test(fragment)) return 'invalid URL escape';
  return { scheme: scheme.toLowerCase(), user: at < 0 ? undefined : authority.slice(0, at), host, query, fragment };
}

function hostComplaint(host: string): string | undefined {
  if (host.startsWith('[')) {
    const end = host.lastIndexOf(']');
    if (end < 0) return "missing ']' in host";
    return PORT.test(host.slice(end + 1)) ? undefined : 'invalid port after host';
  }
  const colon = host.lastIndexOf(':');
  if (colon >= 0 && !PORT.test(host.slice(colon))) return 'invalid port after host';
  return HOST.test(host) && !BAD_HOST_ESCAPE.test(host) ? undefined : 'invalid character in host name';
}

/** Source: ValidateWebhookURL. */
function validateUrl(errors: FieldError[], url: string, path: FieldPath): void {
  const parsed = parseUrl(url);
  if (typeof parsed === 'string') {
    errors.push(required(path, `url must be a valid URL: parse ${JSON.stringify(url)}: ${parsed}${FORM}`));
    return;
  }
  const { scheme, host, user, fragment, query } = parsed;
  if (scheme !== 'https') errors.push(invalid(path, scheme, `'https' is the only allowed URL scheme${FORM}`));
  if (host === '') errors.push(invalid(path, host, `host must be specified${FORM}`));
  if (user !== undefined) errors.push(invalid(path, user, 'user information is not permitted in the URL'));
  if (fragment !== '') errors.push(invalid(path, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') errors.push(invalid(path, query, 'query parameters are not permitted in the URL'));
}

/** Source: ValidateWebhookService. */
function validateService(errors: FieldError[], service: NonNullable<WebhookClient['service']>, path: FieldPath): void {
  const { name = '', namespace = '', port = 0, path: urlPath = '' } = service;
  if (name === '') errors.push(required([...path, 'name']));
  if (namespace === '') errors.push(required([...path, 'namespace']));
  const complaints = isPortNumber(port);
  if (complaints.length > 0) {
    errors.push(invalid([...path, 'port'], port, `port is not valid: ${complaints.join(', ')}`));
  }
  if (urlPath === '' || urlPath === '/') return;
  const at = [...path, 'path'];
  if (urlPath === '//') {
    errors.push(invalid(at, urlPath, 'segment[0] may not be empty'));
    return;
  }
  if (!urlPath.startsWith('/')) errors.push(invalid(at, urlPath, "must start with a '/'"));
  urlPath
    .slice(1)
    .replace(/\/$/, '')
    .split('/')
    .forEach((step, index) => {
      if (step === '') errors.push(invalid(at, urlPath, `segment[${index}] may not be empty`));
      else for (const bad of isDns1123Subdomain(step)) errors.push(invalid(at, urlPath, `segment[${index}]: ${bad}`));
    });
}

const REVIEW_VERSIONS = ['v1', 'v1beta1'];
/** Whether the server knows one of the versions of a review. */
export const hasKnownReviewVersion = (versions: readonly string[]): boolean =>
  versions.some((version) => REVIEW_VERSIONS.includes(version));

/** Source: validateAdmissionReviewVersions, validateConversionReviewVersions. */
export function validateReviewVersions(
  errors: FieldError[],
  versions: readonly string[],
  requireKnown: boolean,
  path: FieldPath,
  whenMissing = '',
): void {
  if (versions.length === 0) {
    errors.push(required(path, whenMissing));
    return;
  }
  const seen = new Set<string>();
  versions.forEach((version, index) => {
    const at = [...path, index];
    if (seen.has(version)) {
      errors.push(invalid(at, version, 'duplicate version'));
      return;
    }
    seen.add(version);
    for (const complaint of isDns1035Label(version)) errors.push(invalid(at, version, complaint));
  });
  if (requireKnown && !hasKnownReviewVersion(versions)) {
    errors.push(invalid(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`));
  }
}
