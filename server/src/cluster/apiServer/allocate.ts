// What the server takes from a common stock for an object before it is stored: cluster IPs and node ports.
// Source: the BeginCreate and BeginUpdate hooks of pkg/registry/core/service/storage/storage.go, 1.36.
import type { GroupVersionKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { Status } from '../../api/status.ts';
import type { DeepReadonly } from '../controller.ts';
import { allocateService } from '../network/serviceAllocator.ts';
import type { ApiHost, WriteOptions } from './host.ts';

/** Allocates, in place, or says why not. */
export function allocateFor(
  host: ApiHost,
  gvk: GroupVersionKind,
  object: ApiObject,
  old: DeepReadonly<ApiObject> | undefined,
  options: WriteOptions,
): Status | undefined {
  if (gvk.kind !== 'Service' || gvk.group !== '') return undefined;
  return allocateService(object, old, { read: host.read, prng: host.prng, dryRun: options.dryRun === true });
}
