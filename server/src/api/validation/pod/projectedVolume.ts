// Volumes that put several sources into one folder.
// Source: pkg/apis/core/validation/validation.go (validateProjectionSources), 1.36.
import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type {
  ClusterTrustBundleProjection,
  KeyToPath,
  PodCertificateProjection,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { validateLabelSelector } from '../labelSelector.ts';
import { checkFileMode, validateLocalNonReservedPath } from '../paths.ts';
import { isKubernetesSigner, trustBundleNameComplaints, validateSignerName } from '../signerName.ts';
import { byteLength, isQualifiedName } from '../strings.ts';
import type { PodOptions } from './options.ts';
import { validateDownwardFile, validateKeysToPaths } from './volumeFiles.ts';

/** Notes the files that sources make; a second file of the same name is an error at the volume. */
class Files {
  readonly #seen = new Set<string>();
  readonly #errors: FieldError[];
  readonly #path: FieldPath;

  constructor(errors: FieldError[], path: FieldPath) {
    this.#errors = errors;
    this.#path = path;
  }

  /** `shown` is the value that the server shows: the path, or the name of the source. */
  add(path: string, shown: string): void {
    if (this.#seen.has(path)) this.#errors.push(invalid(this.#path, shown, 'conflicting duplicate paths'));
    else this.#seen.add(path);
  }
}

/** Source: validateProjectedVolumeSource, validateProjectionSources. */
export function validateProjectedVolume(
  errors: FieldError[],
  projected: ProjectedVolumeSource,
  path: FieldPath,
  options: PodOptions,
): void {
  checkFileMode(errors, projected.defaultMode, [...path, 'defaultMode']);
  const files = new Files(errors, path);
  projected.sources?.forEach((source, index) => {
    const at = [...path, 'sources', index];
    const types = validateSource(errors, source, path, at, files, options);
    if (types > 1) errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
  });
}

/** Gives the number of types that the source has. */
function validateSource(
  errors: FieldError[],
  source: VolumeProjection,
  volumePath: FieldPath,
  at: FieldPath,
  files: Files,
  options: PodOptions,
): number {
  const { secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source;
  let types = 0;
  if (secret !== undefined) {
    types++;
    validateNamedKeys(errors, secret, [...at, 'secret'], files);
  }
  if (configMap !== undefined) {
    types++;
    validateNamedKeys(errors, configMap, [...at, 'configMap'], files);
  }
  if (downwardAPI !== undefined) {
    types++;
    for (const file of downwardAPI.items ?? []) {
      validateDownwardFile(errors, file, [...at, 'downwardAPI']);
      if ((file.path ?? '') !== '') files.add(file.path ?? '', file.path ?? '');
    }
  }
  if (serviceAccountToken !== undefined) {
    types++;
    validateToken(errors, serviceAccountToken, volumePath, [...at, 'serviceAccountToken'], options);
  }
  if (clusterTrustBundle !== undefined) {
    types++;
    validateTrustBundle(errors, clusterTrustBundle, [...at, 'clusterTrustBundle'], files);
  }
  if (podCertificate !== undefined) {
    types++;
    validateCertificate(errors, podCertificate, [...at, 'podCertificate'], files);
  }
  return types;
}

function validateNamedKeys(
  errors: FieldError[],
  source: { readonly name?: string | undefined; readonly items?: readonly KeyToPath[] | undefined },
  path: FieldPath,
  files: Files,
): void {
  const name = source.name ?? '';
  if (name === '') errors.push(required([...path, 'name']));
  validateKeysToPaths(errors, source.items, [...path, 'items']);
  for (const item of source.items ?? []) if ((item.path ?? '') !== '') files.add(item.path ?? '', name);
}

/** The path of a token's file is named as if it stood in the volume itself. */
function validateToken(
  errors: FieldError[],
  token: ServiceAccountTokenProjection,
  volumePath: FieldPath,
  path: FieldPath,
  options: PodOptions,
): void {
  const seconds = token.expirationSeconds ?? 0;
  const at = [...path, 'expirationSeconds'];
  if (seconds < 600) errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32) errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'));
  const file = token.path ?? '';
  if (file === '') errors.push(required([...volumePath, 'path']));
  else if (!options.allowNonLocalTokenPath) validateLocalNonReservedPath(errors, file, [...volumePath, 'path']);
}

function validateTrustBundle(
  errors: FieldError[],
  bundle: ClusterTrustBundleProjection,
  path: FieldPath,
  files: Files,
): void {
  const { name, signerName, labelSelector } = bundle;
  if (name !== undefined && signerName !== undefined) {
    errors.push(invalid(path, bundle, 'only one of name and signerName may be used'));
  } else if (name !== undefined) {
    const at = [...path, 'name'];
    if (name === '') errors.push(required(at, 'must be a valid object name'));
    for (const complaint of trustBundleNameComplaints(name)) {
      errors.push(invalid(at, name, `not a valid clustertrustbundlename: ${complaint}`));
    }
    if (labelSelector !== undefined) {
      const detail = 'labelSelector must be unset if name is specified';
      errors.push(invalid([...path, 'labelSelector'], labelSelector, detail));
    }
  } else if (signerName !== undefined) {
    const at = [...path, 'signerName'];
    if (signerName === '') errors.push(required(at, 'must be a valid signer name'));
    validateSignerName(errors, signerName, at);
    validateLabelSelector(errors, labelSelector, [...path, 'labelSelector']);
  } else errors.push(required(path, 'either name or signerName must be specified'));
  const file = bundle.path ?? '';
  if (file === '') errors.push(required([...path, 'path']));
  validateLocalNonReservedPath(errors, file, [...path, 'path']);
  files.add(file, file);
}

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
const DAY_SECONDS = 24 * 60 * 60;

function validateCertificate(
  errors: FieldError[],
  certificate: PodCertificateProjection,
  path: FieldPath,
  files: Files,
): void {
  const { signerName = '', keyType = '', maxExpirationSeconds } = certificate;
  validateSignerName(errors, signerName, [...path, 'signerName']);
  validateUserAnnotations(errors, certificate.userAnnotations, [...path, 'userAnnotations']);
  if (!KEY_TYPES.includes(keyType)) errors.push(notSupported([...path, 'keyType'], keyType, KEY_TYPES));
  if (maxExpirationSeconds !== undefined) {
    const at = [...path, 'maxExpirationSeconds'];
    const most = isKubernetesSigner(signerName) ? DAY_SECONDS : 91 * DAY_SECONDS;
    if (maxExpirationSeconds < 3600) {
      errors.push(invalid(at, maxExpirationSeconds, 'if provided, maxExpirationSeconds must be >= 3600'));
    }
    if (maxExpirationSeconds > most) {
      errors.push(invalid(at, maxExpirationSeconds, `if provided, maxExpirationSeconds must be <= ${most}`));
    }
  }
  let paths = 0;
  for (const field of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const file = certificate[field] ?? '';
    if (file === '') continue;
    paths++;
    validateLocalNonReservedPath(errors, file, [...path, field]);
    files.add(file, file);
  }
  if (paths === 0) {
    const detail = 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath';
    errors.push(required(path, detail));
  }
}

const ANNOTATIONS_LIMIT = 256 * 1024;

/** Source: ValidateUserAnnotations, IsDomainPrefixedKey. */
function validateUserAnnotations(
  errors: FieldError[],
  annotations: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): void {
  let size = 0;
  for (const [name, value] of Object.entries(annotations ?? {})) {
    const key = name.toLowerCase();
    size += byteLength(name) + byteLength(value);
    const complaints = isQualifiedName(key);
    if (key === '') errors.push(required(path));
    else if (complaints.length > 0) complain(errors, path, key, complaints);
    else if (!key.includes('/')) {
      errors.push(invalid(path, key, 'must be a domain-prefixed key (such as "acme.io/foo")'));
    }
  }
  if (size > ANNOTATIONS_LIMIT) errors.push(tooLong(path, ANNOTATIONS_LIMIT));
}
