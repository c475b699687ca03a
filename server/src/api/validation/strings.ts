// The forms that single strings must have: names, labels, keys, ports, paths, identifiers. Each check gives the server's
// sentences, an empty list if the text is good. Sentences and patterns are facts of the server.
// Source: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, pkg/api/validate/content/*.go,
// pkg/api/validation/generic.go, 1.36.

/** The sentences that speak against a text. Shared when empty: never changed by who gets it. */
export type Complaints = readonly string[];

const NONE: Complaints = [];

/** How many bytes the text takes in UTF-8, in which upstream measures lengths. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else {
      bytes += 2;
      // A surrogate pair is two units and four bytes.
      if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
    }
  }
  return bytes;
}

/** Whether the text takes more than `max` bytes; looks at the characters only where that can matter. */
export const longerThan = (text: string, max: number): boolean =>
  text.length > max || (text.length * 3 > max && byteLength(text) > max);

/** Source: MaxLenError. */
export const maxLengthError = (length: number): string => `must be no more than ${length} characters`;

/** How the newer half of upstream's checks says it. Source: content.MaxLenError. */
const maxBytesError = (length: number): string => `must be no more than ${length} bytes`;

/** Source: InclusiveRangeError. */
export const inclusiveRangeError = (low: number, high: number): string =>
  `must be between ${low} and ${high}, inclusive`;

/** Source: RegexError. */
export function regexError(message: string, format: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${format}')`;
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${format}')`;
}

/** Source: EmptyError. */
export const EMPTY_ERROR = 'must be non-empty';
/** Source: IsNegativeErrorMsg. */
export const NEGATIVE_ERROR = 'must be greater than or equal to 0';
/** Source: isNotPositiveErrorMsg. */
export const NOT_POSITIVE_ERROR = 'must be greater than zero';
/** Source: isNotIntegerErrorMsg. */
export const NOT_INTEGER_ERROR = 'must be an integer';
/** Source: FieldImmutableErrorMsg. */
export const IMMUTABLE_ERROR = 'field is immutable';

const LABEL_1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL_1123_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_1123 = `${LABEL_1123}(\\.${LABEL_1123})*`;
const SUBDOMAIN_1123_UNDERSCORE = `${LABEL_1123_UNDERSCORE}(\\.${LABEL_1123_UNDERSCORE})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const WILDCARD_SUBDOMAIN = `\\*\\.${SUBDOMAIN_1123}`;
const LABEL_KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${LABEL_KEY})?`;
const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const CONFIG_MAP_KEY = '[-._a-zA-Z0-9]+';
const ENV_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const HTTP_HEADER_NAME = '[-A-Za-z0-9]+';
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';
const PERCENT = '[0-9]+%';

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const label1123 = whole(LABEL_1123);
const subdomain1123 = whole(SUBDOMAIN_1123);
const subdomain1123Underscore = whole(SUBDOMAIN_1123_UNDERSCORE);
const label1035 = whole(LABEL_1035);
const wildcardSubdomain = whole(WILDCARD_SUBDOMAIN);
const labelKey = whole(LABEL_KEY);
const labelValue = whole(LABEL_VALUE);
const httpPath = whole(HTTP_PATH);
const configMapKey = whole(CONFIG_MAP_KEY);
const envName = whole(ENV_NAME);
const httpHeaderName = whole(HTTP_HEADER_NAME);
const cIdentifier = whole(C_IDENTIFIER);
const percent = whole(PERCENT);
const portNameCharacters = /^[-a-z0-9]+$/;
const oneLetter = /[a-z]/;

const LABEL_1123_ERROR = regexError(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL_1123,
  'my-name',
  '123-abc',
);
const SUBDOMAIN_1123_ERROR = regexError(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN_1123,
  'example.com',
);
const SUBDOMAIN_UNDERSCORE_ERROR = regexError(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN_1123_UNDERSCORE,
  'example.com',
);
const LABEL_1035_ERROR = regexError(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035,
  'my-name',
  'abc-123',
);
const WILDCARD_ERROR = regexError(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  WILDCARD_SUBDOMAIN,
  '*.example.com',
);
const LABEL_KEY_ERROR = regexError(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  LABEL_KEY,
  'MyName',
  'my.name',
  '123-abc',
);
const LABEL_VALUE_ERROR = regexError(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  LABEL_VALUE,
  'MyValue',
  'my_value',
  '12345',
);
const CONFIG_MAP_KEY_ERROR = regexError(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  CONFIG_MAP_KEY,
  'key.name',
  'KEY_NAME',
  'key-name',
);
const ENV_NAME_ERROR = regexError(
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  ENV_NAME,
  'my.env-name',
  'MY_ENV.NAME',
  'MyEnvName1',
);
const RELAXED_ENV_NAME_ERROR =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";
const HTTP_HEADER_NAME_ERROR = regexError(
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  HTTP_HEADER_NAME,
  'X-Header-Name',
);
const C_IDENTIFIER_ERROR = regexError(
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  C_IDENTIFIER,
  'my_name',
  'MY_NAME',
  'MyName',
);
const PERCENT_ERROR = regexError(
  "a valid percent string must be a numeric string followed by an ending '%'",
  PERCENT,
  '1%',
  '93%',
);

/** The longest subdomain. */
export const SUBDOMAIN_MAX_LENGTH = 253;
const LABEL_MAX_LENGTH = 63;

/** A length complaint, then a form complaint: the shape of most checks. */
function lengthAndForm(
  text: string,
  max: number,
  pattern: RegExp,
  complaint: string,
  lengthError = maxLengthError,
): Complaints {
  const tooLong = longerThan(text, max);
  const good = pattern.test(text);
  if (!tooLong) return good ? NONE : [complaint];
  return good ? [lengthError(max)] : [lengthError(max), complaint];
}

/** A DNS label as container and namespace names are. Source: IsDNS1123Label. */
export function isDns1123Label(text: string): Complaints {
  const complaints = lengthAndForm(text, LABEL_MAX_LENGTH, label1123, LABEL_1123_ERROR);
  if (complaints.length === 0 || complaints.at(-1) !== LABEL_1123_ERROR || !subdomain1123.test(text)) return complaints;
  return [...complaints.slice(0, -1), 'must not contain dots'];
}

/** A DNS name as most objects' names are. Source: IsDNS1123Subdomain. */
export const isDns1123Subdomain = (text: string): Complaints =>
  lengthAndForm(text, SUBDOMAIN_MAX_LENGTH, subdomain1123, SUBDOMAIN_1123_ERROR);

/** The same form in the words of declarative validation. Source: content.IsDNS1123Subdomain. */
export const isLongName = (text: string): Complaints =>
  lengthAndForm(text, SUBDOMAIN_MAX_LENGTH, subdomain1123, SUBDOMAIN_1123_ERROR, maxBytesError);

/** Source: IsDNS1123SubdomainWithUnderscore. */
export const isDns1123SubdomainWithUnderscore = (text: string): Complaints =>
  lengthAndForm(text, SUBDOMAIN_MAX_LENGTH, subdomain1123Underscore, SUBDOMAIN_UNDERSCORE_ERROR);

/** A DNS label that begins with a letter, as Service names are. Source: IsDNS1035Label. */
export const isDns1035Label = (text: string): Complaints =>
  lengthAndForm(text, LABEL_MAX_LENGTH, label1035, LABEL_1035_ERROR);

/** `*.example.com`. Source: IsWildcardDNS1123Subdomain. */
export const isWildcardDns1123Subdomain = (text: string): Complaints =>
  lengthAndForm(text, SUBDOMAIN_MAX_LENGTH, wildcardSubdomain, WILDCARD_ERROR);

/** `name` or `prefix.example/name`: label keys, resource names, finalizers. Source: content.IsLabelKey (IsQualifiedName). */
export function isQualifiedName(text: string): Complaints {
  const slash = text.indexOf('/');
  if (slash < 0) {
    return labelKey.test(text) && text.length <= LABEL_MAX_LENGTH ? NONE : namePart(text);
  }
  if (text.indexOf('/', slash + 1) >= 0) {
    return [
      `a valid label key ${LABEL_KEY_ERROR} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const prefix = text.slice(0, slash);
  const prefixed =
    prefix === '' ? [`prefix part ${EMPTY_ERROR}`] : isLongName(prefix).map((complaint) => `prefix part ${complaint}`);
  const named = namePart(text.slice(slash + 1));
  return prefixed.length === 0 ? named : [...prefixed, ...named];
}

function namePart(name: string): Complaints {
  const complaints: string[] = [];
  if (name === '') complaints.push(`name part ${EMPTY_ERROR}`);
  else if (longerThan(name, LABEL_MAX_LENGTH)) complaints.push(`name part ${maxBytesError(LABEL_MAX_LENGTH)}`);
  if (!labelKey.test(name)) complaints.push(`name part ${LABEL_KEY_ERROR}`);
  return complaints.length === 0 ? NONE : complaints;
}

/** Source: content.IsLabelValue. */
export const isLabelValue = (text: string): Complaints =>
  lengthAndForm(text, LABEL_MAX_LENGTH, labelValue, LABEL_VALUE_ERROR, maxBytesError);

/** Source: IsHTTPHeaderName. */
export const isHttpHeaderName = (text: string): Complaints =>
  httpHeaderName.test(text) ? NONE : [HTTP_HEADER_NAME_ERROR];

/** Source: content.IsCIdentifier. */
export const isCIdentifier = (text: string): Complaints => (cIdentifier.test(text) ? NONE : [C_IDENTIFIER_ERROR]);

/** Source: IsValidPercent. */
export const isPercent = (text: string): Complaints => (percent.test(text) ? NONE : [PERCENT_ERROR]);

/** Source: hasChDirPrefix. */
function stepsUp(text: string): string | undefined {
  if (text === '.') return "must not be '.'";
  if (text === '..') return "must not be '..'";
  return text.startsWith('..') ? "must not start with '..'" : undefined;
}

/** A key of a ConfigMap or Secret. Source: IsConfigMapKey. */
export function isConfigMapKey(text: string): Complaints {
  const complaints = lengthAndForm(text, SUBDOMAIN_MAX_LENGTH, configMapKey, CONFIG_MAP_KEY_ERROR);
  const up = stepsUp(text);
  return up === undefined ? complaints : [...complaints, up];
}

/** Source: IsEnvVarName. */
export function isEnvVarName(text: string): Complaints {
  const up = stepsUp(text);
  if (envName.test(text)) return up === undefined ? NONE : [up];
  return up === undefined ? [ENV_NAME_ERROR] : [ENV_NAME_ERROR, up];
}

/** Any printable ASCII but `=`. Source: IsRelaxedEnvVarName. */
export function isRelaxedEnvVarName(text: string): Complaints {
  if (text === '') return [`environment variable name ${EMPTY_ERROR}`];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === 0x3d) return [RELAXED_ENV_NAME_ERROR];
  }
  return NONE;
}

/** The name of a container's or Service's port. Source: IsValidPortName. */
export function isPortName(text: string): Complaints {
  const complaints: string[] = [];
  if (longerThan(text, 15)) complaints.push(maxLengthError(15));
  if (!portNameCharacters.test(text)) {
    complaints.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!oneLetter.test(text)) complaints.push('must contain at least one letter (a-z)');
  if (text.includes('--')) complaints.push('must not contain consecutive hyphens');
  if (text.startsWith('-') || text.endsWith('-')) complaints.push('must not begin or end with a hyphen');
  return complaints.length === 0 ? NONE : complaints;
}

/** Source: IsInRange. */
export const isInRange = (value: number, low: number, high: number): Complaints =>
  value >= low && value <= high ? NONE : [inclusiveRangeError(low, high)];

/** Source: IsValidPortNum. */
export const isPortNumber = (port: number): Complaints => isInRange(port, 1, 65535);

/** A user or group id. Source: IsValidUserID, IsValidGroupID. */
export const isUserId = (id: number): Complaints => isInRange(id, 0, 2147483647);

/** What an HTTP path may consist of. Source: httpPathRegexp. */
export const isHttpPath = (text: string): Complaints =>
  httpPath.test(text) ? NONE : [regexError('Invalid path', HTTP_PATH)];

/** A name that can be a step of a URL path. Source: content.IsPathSegmentName. */
export function isPathSegmentName(text: string): Complaints {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return isPathSegmentPrefix(text);
}

/** Source: content.IsPathSegmentPrefix. */
export function isPathSegmentPrefix(text: string): Complaints {
  const complaints: string[] = [];
  for (const banned of ['/', '%']) if (text.includes(banned)) complaints.push(`may not contain '${banned}'`);
  return complaints.length === 0 ? NONE : complaints;
}

/** Checks an object's name; with `prefix`, the beginning of a generated one. Source: ValidateNameFunc. */
export type NameCheck = (name: string, prefix: boolean) => Complaints;

/** A prefix may end in dashes: random letters follow. Source: maskTrailingDash, which looses a character; so do we. */
const masked = (name: string, prefix: boolean): string =>
  prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;

/** Source: NameIsDNSSubdomain. */
export const nameIsDnsSubdomain: NameCheck = (name, prefix) => isDns1123Subdomain(masked(name, prefix));
/** Source: NameIsDNSLabel. */
export const nameIsDnsLabel: NameCheck = (name, prefix) => isDns1123Label(masked(name, prefix));
/** Source: NameIsDNS1035Label. */
export const nameIsDns1035Label: NameCheck = (name, prefix) => isDns1035Label(masked(name, prefix));
/** Source: path.ValidatePathSegmentName. */
export const nameIsPathSegment: NameCheck = (name, prefix) =>
  prefix ? isPathSegmentPrefix(name) : isPathSegmentName(name);
