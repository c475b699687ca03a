// What the API server refuses of an Ingress and an IngressClass.
// Source: pkg/apis/networking/validation/validation.go, 1.36.
import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressClass,
  IngressClassParametersReference,
  IngressRule,
  IngressTLS,
} from '../types.generated.ts';
import { validateDomainPrefixedPath } from './domains.ts';
import { checkImmutable, complain } from './fields.ts';
import { parseIpSloppy } from './ip.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import {
  isDns1123Subdomain,
  isPathSegmentName,
  isPortName,
  isPortNumber,
  isWildcardDns1123Subdomain,
  longerThan,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from './strings.ts';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const MAX_CONTROLLER_LENGTH = 250;
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const BAD_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const BAD_SUFFIXES = ['/..', '/.'];

/** What an update may keep of an older object. Source: IngressValidationOptions. */
interface Options {
  readonly allowInvalidSecretName: boolean;
  readonly allowInvalidWildcardHostRule: boolean;
}

const STRICT: Options = { allowInvalidSecretName: false, allowInvalidWildcardHostRule: false };

const hostComplaints = (host: string) =>
  host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);

interface TypedReference {
  readonly apiGroup?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
}

/** Source: validateIngressTypedLocalObjectReference. */
function validateReference(errors: FieldError[], reference: TypedReference, path: FieldPath): void {
  const { apiGroup, kind = '', name = '' } = reference;
  if (apiGroup !== undefined) complain(errors, [...path, 'apiGroup'], apiGroup, isDns1123Subdomain(apiGroup));
  if (kind === '') errors.push(required([...path, 'kind']));
  else complain(errors, [...path, 'kind'], kind, isPathSegmentName(kind));
  if (name === '') errors.push(required([...path, 'name']));
  else complain(errors, [...path, 'name'], name, isPathSegmentName(name));
}

function validateBackend(errors: FieldError[], backend: IngressBackend, path: FieldPath): void {
  const { resource, service } = backend;
  if (resource && service) {
    errors.push(invalid(path, '', 'cannot set both resource and service backends'));
    return;
  }
  if (resource) {
    validateReference(errors, resource, [...path, 'resource']);
    return;
  }
  if (!service) {
    errors.push(invalid(path, '', 'resource or service backend is required'));
    return;
  }
  const name = service.name ?? '';
  if (name === '') errors.push(required([...path, 'service', 'name']));
  else complain(errors, [...path, 'service', 'name'], name, nameIsDnsLabel(name, false));
  const { name: portName = '', number = 0 } = service.port ?? {};
  if (portName !== '' && number !== 0) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (portName !== '') complain(errors, [...path, 'service', 'port', 'name'], portName, isPortName(portName));
  else if (number !== 0) complain(errors, [...path, 'service', 'port', 'number'], number, isPortNumber(number));
  else errors.push(required(path, 'port name or number is required'));
}

function validatePath(errors: FieldError[], entry: HTTPIngressPath, path: FieldPath): void {
  const { pathType, path: text = '' } = entry;
  const at = [...path, 'path'];
  switch (pathType) {
    case undefined:
      errors.push(required([...path, 'pathType'], 'pathType must be specified'));
      return;
    case 'Exact':
    case 'Prefix':
      if (!text.startsWith('/')) errors.push(invalid(at, text, 'must be an absolute path'));
      for (const bad of BAD_SEQUENCES)
        if (text.includes(bad)) errors.push(invalid(at, text, `must not contain '${bad}'`));
      for (const bad of BAD_SUFFIXES)
        if (text.endsWith(bad)) errors.push(invalid(at, text, `cannot end with '${bad}'`));
      break;
    case 'ImplementationSpecific':
      if (text !== '' && !text.startsWith('/')) errors.push(invalid(at, text, 'must be an absolute path'));
      break;
    default:
      errors.push(notSupported([...path, 'pathType'], pathType, PATH_TYPES));
  }
  validateBackend(errors, entry.backend ?? {}, [...path, 'backend']);
}

function validateRuleValue(errors: FieldError[], rule: IngressRule, path: FieldPath): void {
  if (rule.http === undefined) return;
  const paths = rule.http.paths ?? [];
  if (paths.length === 0) errors.push(required([...path, 'http', 'paths']));
  paths.forEach((entry, index) => validatePath(errors, entry, [...path, 'http', 'paths', index]));
}

function validateRule(errors: FieldError[], rule: IngressRule, path: FieldPath, options: Options): void {
  const host = rule.host ?? '';
  if (host !== '') {
    if (parseIpSloppy(host)) errors.push(invalid([...path, 'host'], host, 'must be a DNS name, not an IP address'));
    complain(errors, [...path, 'host'], host, hostComplaints(host));
  }
  if (!host.includes('*') || !options.allowInvalidWildcardHostRule) validateRuleValue(errors, rule, path);
}

function validateTls(errors: FieldError[], tls: IngressTLS, path: FieldPath, options: Options): void {
  (tls.hosts ?? []).forEach((host, index) => complain(errors, [...path, 'hosts', index], host, hostComplaints(host)));
  const secret = tls.secretName ?? '';
  if (secret !== '' && !options.allowInvalidSecretName) {
    complain(errors, [...path, 'secretName'], secret, nameIsDnsSubdomain(secret, false));
  }
}

/** Source: validateIngress. */
function validateObject(errors: FieldError[], ingress: Ingress, options: Options): void {
  validateObjectMeta(errors, ingress.metadata, true, nameIsDnsSubdomain);
  const spec = ingress.spec ?? {};
  const rules = spec.rules ?? [];
  if (rules.length === 0 && spec.defaultBackend === undefined) {
    errors.push(invalid(['spec'], spec.rules, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (spec.defaultBackend) validateBackend(errors, spec.defaultBackend, ['spec', 'defaultBackend']);
  rules.forEach((rule, index) => validateRule(errors, rule, ['spec', 'rules', index], options));
  (spec.tls ?? []).forEach((tls, index) => validateTls(errors, tls, ['spec', 'tls', index], options));
  const className = spec.ingressClassName;
  if (className !== undefined)
    complain(errors, ['spec', 'ingressClassName'], className, nameIsDnsSubdomain(className, false));
}

/** Source: ValidateIngressCreate. */
export function validateIngress(ingress: Ingress): FieldError[] {
  const errors: FieldError[] = [];
  validateObject(errors, ingress, STRICT);
  const annotation = ingress.metadata?.annotations?.[CLASS_ANNOTATION];
  const className = ingress.spec?.ingressClassName;
  if (annotation !== undefined && className !== undefined && annotation !== className) {
    const path = ['metadata', 'annotations', { key: CLASS_ANNOTATION }];
    errors.push(invalid(path, annotation, 'must match `ingressClassName` when both are specified'));
  }
  return errors;
}

function hasInvalidWildcardRule(ingress: Ingress): boolean {
  return (ingress.spec?.rules ?? []).some((rule) => {
    const errors: FieldError[] = [];
    if (rule.host?.includes('*')) validateRuleValue(errors, rule, []);
    return errors.length > 0;
  });
}

/** Source: ValidateIngressUpdate. */
export function validateIngressUpdate(ingress: Ingress, old: Ingress): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, ingress.metadata, old.metadata);
  validateObject(errors, ingress, {
    allowInvalidSecretName: (old.spec?.tls ?? []).some(
      (tls) => Boolean(tls.secretName) && nameIsDnsSubdomain(tls.secretName ?? '', false).length > 0,
    ),
    allowInvalidWildcardHostRule: hasInvalidWildcardRule(old),
  });
  return errors;
}

/** Source: validateIngressClassParametersReference. */
function validateParameters(errors: FieldError[], parameters: IngressClassParametersReference, path: FieldPath): void {
  validateReference(errors, parameters, path);
  const { scope, namespace } = parameters;
  const at = [...path, 'namespace'];
  if (scope === undefined) errors.push(required([...path, 'scope']));
  else if (scope === 'Namespace') {
    if (namespace === undefined) errors.push(required(at, "`parameters.scope` is set to 'Namespace'"));
    else complain(errors, at, namespace, nameIsDnsLabel(namespace, false));
  } else if (scope !== 'Cluster') errors.push(notSupported([...path, 'scope'], scope, ['Cluster', 'Namespace']));
  else if (namespace !== undefined) errors.push(forbidden(at, "`parameters.scope` is set to 'Cluster'"));
}

/** Source: ValidateIngressClass. */
export function validateIngressClass(ingressClass: IngressClass): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, ingressClass.metadata, false, nameIsDnsSubdomain);
  const { controller = '', parameters } = ingressClass.spec ?? {};
  if (longerThan(controller, MAX_CONTROLLER_LENGTH))
    errors.push(tooLong(['spec', 'controller'], MAX_CONTROLLER_LENGTH));
  validateDomainPrefixedPath(errors, ['spec', 'controller'], controller);
  if (parameters) validateParameters(errors, parameters, ['spec', 'parameters']);
  return errors;
}

/** Source: ValidateIngressClassUpdate. */
export function validateIngressClassUpdate(ingressClass: IngressClass, old: IngressClass): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, ingressClass.metadata, old.metadata);
  checkImmutable(errors, ['spec', 'controller'], ingressClass.spec?.controller ?? '', old.spec?.controller ?? '');
  return [...errors, ...validateIngressClass(ingressClass)];
}
