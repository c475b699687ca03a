// Environment variables of containers.
// Source: pkg/apis/core/validation/validation.go (ValidateEnv, ValidateEnvFrom), 1.36.
import { invalid, notFound, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { EnvFromSource, EnvVar, FileKeySelector, PodSpec } from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { validateNoBacksteps } from '../paths.ts';
import { isConfigMapKey, isDns1123Label, isRelaxedEnvVarName, nameIsDnsSubdomain } from '../strings.ts';
import { eachContainer } from './containersOf.ts';
import { ENV_FIELD_PATHS, validateFieldSelector, validateResourceFieldSelector } from './fieldSelectors.ts';

/** Source: ValidateEnv. */
export function validateEnv(errors: FieldError[], variables: readonly EnvVar[], path: FieldPath): void {
  for (let index = 0; index < variables.length; index++) {
    const variable = variables[index] as EnvVar;
    const name = variable.name ?? '';
    if (name === '') errors.push(required([...path, index, 'name']));
    else {
      const complaints = isRelaxedEnvVarName(name);
      if (complaints.length > 0) complain(errors, [...path, index, 'name'], name, complaints);
    }
    if (variable.valueFrom !== undefined) validateValueFrom(errors, variable, [...path, index, 'valueFrom']);
  }
}

/** A key of a ConfigMap or Secret. Source: validateConfigMapKeySelector, validateSecretKeySelector. */
function validateKeySelector(
  errors: FieldError[],
  selector: { readonly name?: string | undefined; readonly key?: string | undefined },
  path: FieldPath,
): void {
  const { name = '', key = '' } = selector;
  complain(errors, [...path, 'name'], name, nameIsDnsSubdomain(name, false));
  if (key === '') errors.push(required([...path, 'key']));
  else complain(errors, [...path, 'key'], key, isConfigMapKey(key));
}

/** Source: validateFileKeySelector. */
function validateFileKeySelector(errors: FieldError[], selector: FileKeySelector, path: FieldPath): void {
  const { key = '', volumeName = '', path: file = '' } = selector;
  if (key === '') errors.push(required([...path, 'key']));
  else complain(errors, [...path, 'key'], key, isRelaxedEnvVarName(key));
  if (volumeName === '') errors.push(required([...path, 'volumeName']));
  else complain(errors, [...path, 'volumeName'], volumeName, isDns1123Label(volumeName));
  if (file === '') errors.push(required([...path, 'path']));
  else validateNoBacksteps(errors, file, [...path, 'path']);
}

const SOURCES =
  'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';

/** Source: validateEnvVarValueFrom. */
function validateValueFrom(errors: FieldError[], variable: EnvVar, path: FieldPath): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = variable.valueFrom ?? {};
  let sources = 0;
  if (fieldRef !== undefined) {
    sources++;
    validateFieldSelector(errors, fieldRef, ENV_FIELD_PATHS, [...path, 'fieldRef']);
  }
  if (resourceFieldRef !== undefined) {
    sources++;
    validateResourceFieldSelector(errors, resourceFieldRef, [...path, 'resourceFieldRef'], false);
  }
  if (configMapKeyRef !== undefined) {
    sources++;
    validateKeySelector(errors, configMapKeyRef, [...path, 'configMapKeyRef']);
  }
  if (secretKeyRef !== undefined) {
    sources++;
    validateKeySelector(errors, secretKeyRef, [...path, 'secretKeyRef']);
  }
  if (fileKeyRef !== undefined) {
    sources++;
    validateFileKeySelector(errors, fileKeyRef, [...path, 'fileKeyRef']);
  }
  if (sources === 0) errors.push(invalid(path, '', SOURCES));
  else if ((variable.value ?? '') !== '') {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (sources > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
}

/** Source: ValidateEnvFrom. For a wrong number of sources the server names the list. */
export function validateEnvFrom(errors: FieldError[], sources: readonly EnvFromSource[], path: FieldPath): void {
  sources.forEach(({ prefix = '', configMapRef, secretRef }, index) => {
    const at = [...path, index];
    if (prefix !== '') complain(errors, [...at, 'prefix'], prefix, isRelaxedEnvVarName(prefix));
    if (configMapRef !== undefined) validateEnvSource(errors, configMapRef, [...at, 'configMapRef']);
    if (secretRef !== undefined) validateEnvSource(errors, secretRef, [...at, 'secretRef']);
    if (configMapRef === undefined && secretRef === undefined) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    }
  });
}

/** Source: validateConfigMapEnvSource, validateSecretEnvSource. */
function validateEnvSource(
  errors: FieldError[],
  { name = '' }: { readonly name?: string | undefined },
  path: FieldPath,
): void {
  if (name === '') errors.push(required([...path, 'name']));
  else complain(errors, [...path, 'name'], name, nameIsDnsSubdomain(name, true));
}

/** Files that hold variables lie in volumes that are emptyDir. Source: validateFileKeyRefVolumes. */
export function validateFileKeyVolumes(errors: FieldError[], spec: PodSpec, path: FieldPath): void {
  eachContainer(spec, path, (container, at) => {
    const variables = container.env;
    if (variables === undefined) return;
    for (let index = 0; index < variables.length; index++) {
      const reference = variables[index]?.valueFrom?.fileKeyRef;
      if (reference === undefined) continue;
      const name = reference.volumeName ?? '';
      const field = [...at, 'env', index, 'valueFrom', 'fileKeyRef', 'volumeName'];
      const volume = spec.volumes?.findLast((candidate) => (candidate.name ?? '') === name);
      if (volume === undefined) errors.push(notFound(field, name));
      else if (volume.emptyDir === undefined) {
        errors.push(invalid(field, name, 'referenced volume must be of type emptyDir'));
      }
    }
  });
}
