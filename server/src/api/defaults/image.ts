// Whether an image reference asks for the tag `latest`, on which the default pull policy depends.
// Source: pkg/util/parsers/parsers.go, github.com/distribution/reference v0.6.0 (normalize.go, regexp.go).

const NAME_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${NAME_COMPONENT}(?:\\.${NAME_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const PATH = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const reference = new RegExp(`^(?:${HOST}/)?(${PATH})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const identifier = /^[a-f0-9]{64}$/;
const digest = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

/** Longer references are none: a path may have 255 characters, a tag 128. */
const MAX_LENGTH = 2048;

/**
 * The tag that the server reads from the reference: `latest` where neither tag nor digest is written, undefined where
 * the text is no image reference at all. Source: ParseImageName.
 */
export function imageTag(image: string): string | undefined {
  if (image === '' || image.length > MAX_LENGTH || identifier.test(image)) return undefined;
  const [domain, rest] = splitDomain(image);
  const colon = rest.indexOf(':');
  const remote = colon < 0 ? rest : rest.slice(0, colon);
  if (remote.toLowerCase() !== remote) return undefined;
  const match = reference.exec(`${domain}/${rest}`);
  if (match === null) return undefined;
  const [, path = '', tag = '', hash = ''] = match;
  if (path.length > 255 || (hash !== '' && !digest.test(hash))) return undefined;
  return tag === '' && hash === '' ? 'latest' : tag;
}

/** Source: splitDockerDomain. */
function splitDomain(name: string): readonly [domain: string, rest: string] {
  const slash = name.indexOf('/');
  if (slash < 0) return ['docker.io', `library/${name}`];
  const first = name.slice(0, slash);
  const after = name.slice(slash + 1);
  let domain = 'docker.io';
  let rest = name;
  if (first === 'index.docker.io') rest = after;
  else if (first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first) {
    domain = first;
    rest = after;
  }
  return [domain, domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest];
}

/** `Always` for the tag `latest`, else `IfNotPresent`. */
export const defaultPullPolicy = (image: string | undefined): string =>
  imageTag(image ?? '') === 'latest' ? 'Always' : 'IfNotPresent';
