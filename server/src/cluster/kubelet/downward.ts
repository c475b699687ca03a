// The downward API: fields of the Pod and amounts of its containers as texts.
// Source: pkg/fieldpath/fieldpath.go, pkg/api/v1/resource/helpers.go (ExtractContainerResourceValue), 1.36.
import { compareText } from '../../base/compare.ts';
import { quantityOf, type Quantity } from '../../api/quantity.ts';
import type { Container, Node, Pod, ResourceFieldSelector } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { NODE } from '../kinds.ts';

type ReadPod = DeepReadonly<Pod>;

/** `key="value"` per line, sorted: how maps are written. */
const formatMap = (map: Readonly<Record<string, string>> | undefined): string =>
  Object.keys(map ?? {})
    .sort(compareText)
    .map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`)
    .join('\n');

/** The value of `metadata.name`, `metadata.labels['app']`, `status.podIP` and so on; "" for what is not there. */
export function fieldValue(pod: ReadPod, path: string): string {
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript) {
    const map = subscript[1] === 'labels' ? pod.metadata?.labels : pod.metadata?.annotations;
    const key = subscript[2] ?? '';
    return map && Object.hasOwn(map, key) ? (map[key] ?? '') : '';
  }
  switch (path) {
    case 'metadata.name':
      return pod.metadata?.name ?? '';
    case 'metadata.namespace':
      return pod.metadata?.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata?.uid ?? '';
    case 'metadata.labels':
      return formatMap(pod.metadata?.labels);
    case 'metadata.annotations':
      return formatMap(pod.metadata?.annotations);
    case 'spec.nodeName':
      return pod.spec?.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec?.serviceAccountName ?? '';
    case 'status.hostIP':
      return pod.status?.hostIP ?? '';
    case 'status.hostIPs':
      return (pod.status?.hostIPs ?? []).map(({ ip }) => ip).join(',');
    case 'status.podIP':
      return pod.status?.podIP ?? '';
    case 'status.podIPs':
      return (pod.status?.podIPs ?? []).map(({ ip }) => ip).join(',');
    default:
      return '';
  }
}

/** Amount ÷ divisor, rounded up. 1500m CPU by 1 → 2. */
const divided = (amount: Quantity, divisor: Quantity): string =>
  divisor.nano <= 0n ? '0' : String((amount.nano + divisor.nano - 1n) / divisor.nano);

/** The value of `limits.cpu` and so on. A limit that is not set is what the node has. */
export function resourceFieldValue(
  pod: ReadPod,
  container: DeepReadonly<Container>,
  selector: DeepReadonly<ResourceFieldSelector>,
  api: ReadApi,
): string {
  const [list = '', ...name] = (selector.resource ?? '').split('.');
  const resource = name.join('.');
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  const of = selector.containerName ? containers.find((one) => one.name === selector.containerName) : container;
  const own = list === 'limits' ? of?.resources?.limits?.[resource] : of?.resources?.requests?.[resource];
  const node = api.get<Node>(NODE, '', pod.spec?.nodeName ?? '');
  const amount = own ?? (list === 'limits' ? node?.status?.allocatable?.[resource] : undefined);
  const divisor = quantityOf(selector.divisor ?? '1');
  return divided(quantityOf(amount), divisor.nano === 0n ? quantityOf('1') : divisor);
}
