// Where containers mount volumes.
// Source: pkg/apis/core/validation/validation.go (ValidateVolumeMounts, ValidateVolumeDevices), 1.36.
import { forbidden, invalid, notFound, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { Container, VolumeDevice, VolumeMount } from '../../types.generated.ts';
import { hasBacksteps, validateLocalDescendingPath } from '../paths.ts';
import type { Volumes } from './volumes.ts';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

/** Mounts and devices of one container, which may not share names or paths. */
export function validateMounts(errors: FieldError[], container: Container, volumes: Volumes, path: FieldPath): void {
  const mounts = container.volumeMounts ?? [];
  const devices = container.volumeDevices ?? [];
  if (mounts.length > 0) {
    const deviceNames = new Set(devices.map((device) => device.name ?? ''));
    const devicePaths = new Set(lastByName(devices, (device) => device.devicePath ?? ''));
    const seen = new Set<string>();
    mounts.forEach((mount, index) => {
      validateMount(errors, mount, container, volumes, [...path, 'volumeMounts'], index);
      const at = [...path, 'volumeMounts', index];
      const { name = '', mountPath = '' } = mount;
      if (seen.has(mountPath)) errors.push(invalid([...at, 'mountPath'], mountPath, 'must be unique'));
      seen.add(mountPath);
      if (deviceNames.has(name)) errors.push(invalid([...at, 'name'], name, 'must not already exist in volumeDevices'));
      if (devicePaths.has(mountPath)) {
        const detail = 'must not already exist as a path in volumeDevices';
        errors.push(invalid([...at, 'mountPath'], mountPath, detail));
      }
    });
  }
  if (devices.length > 0) validateDevices(errors, devices, mounts, volumes, [...path, 'volumeDevices']);
}

/** The server keeps one path per name, the last. */
function lastByName<T extends { name?: string | undefined }>(items: readonly T[], pathOf: (item: T) => string) {
  return new Map(items.map((item) => [item.name ?? '', pathOf(item)])).values();
}

/** Source: ValidateVolumeMounts. What is wrong in some fields is named at the list, without a position. */
function validateMount(
  errors: FieldError[],
  mount: VolumeMount,
  container: Container,
  volumes: Volumes,
  listPath: FieldPath,
  index: number,
): void {
  const at = [...listPath, index];
  const { name = '', mountPath = '', subPath = '', subPathExpr = '' } = mount;
  if (name === '') errors.push(required([...at, 'name']));
  if (!volumes.has(name)) errors.push(notFound([...at, 'name'], name));
  if (mountPath === '') errors.push(required([...at, 'mountPath']));
  if (subPath !== '') validateLocalDescendingPath(errors, subPath, [...listPath, 'subPath']);
  if (subPathExpr !== '') {
    if (subPath !== '') {
      errors.push(invalid([...at, 'subPathExpr'], subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    }
    validateLocalDescendingPath(errors, subPathExpr, [...listPath, 'subPathExpr']);
  }
  if (mount.mountPropagation !== undefined) {
    validatePropagation(errors, mount.mountPropagation, container, [...listPath, 'mountPropagation']);
  }
  if (mount.recursiveReadOnly !== undefined) validateRecursive(errors, mount, [...listPath, 'recursiveReadOnly']);
}

/** Source: validateMountPropagation. */
function validatePropagation(errors: FieldError[], mode: string, container: Container, path: FieldPath): void {
  if (!PROPAGATIONS.includes(mode)) errors.push(notSupported(path, mode, PROPAGATIONS));
  if (mode === 'Bidirectional' && container.securityContext?.privileged !== true) {
    errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'));
  }
}

/** Source: validateMountRecursiveReadOnly. */
function validateRecursive(errors: FieldError[], mount: VolumeMount, path: FieldPath): void {
  const mode = mount.recursiveReadOnly ?? '';
  if (mode === 'Disabled') return;
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    errors.push(notSupported(path, mode, RECURSIVE));
    return;
  }
  if (mount.readOnly !== true) errors.push(forbidden(path, 'may only be specified when readOnly is true'));
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') {
    errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  }
}

/** Source: ValidateVolumeDevices. */
function validateDevices(
  errors: FieldError[],
  devices: readonly VolumeDevice[],
  mounts: readonly VolumeMount[],
  volumes: Volumes,
  path: FieldPath,
): void {
  const mountNames = new Set(mounts.map((mount) => mount.name ?? ''));
  const mountPaths = new Set(lastByName(mounts, (mount) => mount.mountPath ?? ''));
  const names = new Set<string>();
  const paths = new Set<string>();
  devices.forEach(({ name = '', devicePath = '' }, index) => {
    const nameAt = [...path, index, 'name'];
    const pathAt = [...path, index, 'devicePath'];
    if (name === '') errors.push(required(nameAt));
    if (names.has(name)) errors.push(invalid(nameAt, name, 'must be unique'));
    validateDeviceVolume(errors, name, volumes, nameAt);
    if (devicePath === '') errors.push(required(pathAt));
    if (paths.has(devicePath)) errors.push(invalid(pathAt, devicePath, 'must be unique'));
    if (hasBacksteps(devicePath)) errors.push(invalid(pathAt, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mountNames.has(name)) errors.push(invalid(nameAt, name, 'must not already exist in volumeMounts'));
    if (mountPaths.has(devicePath)) {
      errors.push(invalid(pathAt, devicePath, 'must not already exist as a path in volumeMounts'));
    }
    if (name !== '') names.add(name);
  });
}

function validateDeviceVolume(errors: FieldError[], name: string, volumes: Volumes, path: FieldPath): void {
  const volume = volumes.get(name);
  if (volume === undefined) errors.push(notFound(path, name));
  else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
    const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
    errors.push(invalid(path, name, detail));
  }
}
