// How many volumes of a driver a node can take, as its CSINode says.
// Source: pkg/scheduler/framework/plugins/nodevolumelimits/csi.go, 1.36. Not modelled: VolumeAttachments, volumes of
// former cloud providers inside Pods.
import type { CSINode, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../controller.ts';
import { CSI_NODE, PERSISTENT_VOLUME } from '../../kinds.ts';
import { namedClaims, storageClassOf } from '../podClaims.ts';
import { definePlugin } from '../plugin.ts';

/** Volume → driver. */
type Volumes = ReadonlyMap<string, string>;

/** The driver of a claim and what tells its volume from others; undefined where none is known. */
function volumeOf(claim: DeepReadonly<PersistentVolumeClaim>, api: ReadApi): readonly [string, string] | undefined {
  const name = claim.spec?.volumeName ?? '';
  const volume = name === '' ? undefined : api.get<PersistentVolume>(PERSISTENT_VOLUME, '', name);
  if (volume) {
    const { driver = '', volumeHandle = '' } = volume.spec?.csi ?? {};
    return driver === '' ? undefined : [`${driver}/${volumeHandle}`, driver];
  }
  const driver = storageClassOf(claim, api)?.provisioner ?? '';
  const key = `${claim.metadata?.namespace ?? ''}/${claim.metadata?.name ?? ''}`;
  return driver === '' ? undefined : [`${driver}/claim ${key}`, driver];
}

const volumesOf = (pod: DeepReadonly<Pod>, api: ReadApi): Volumes =>
  new Map(
    namedClaims(pod, api).flatMap(({ claim }) => {
      const found = claim && volumeOf(claim, api);
      return found ? [found] : [];
    }),
  );

export const plugin = definePlugin<Volumes>({
  name: 'NodeVolumeLimits',
  order: 8,
  weight: 0,
  prepare(pod, { api }) {
    const volumes = volumesOf(pod, api);
    return { state: volumes, skipFilter: volumes.size === 0 || api.list(CSI_NODE).length === 0 };
  },
  filter(volumes, _pod, node, { api }) {
    const limits = (api.get<CSINode>(CSI_NODE, '', node.name)?.spec?.drivers ?? []).flatMap(
      ({ name = '', allocatable }) => (allocatable?.count === undefined ? [] : [[name, allocatable.count] as const]),
    );
    if (limits.length === 0) return undefined;
    const attached = new Map([...node.pods.values()].flatMap((other) => [...volumesOf(other, api)]));
    const full = limits.some(([driver, most]) => {
      const fresh = [...volumes].filter(([volume, own]) => own === driver && !attached.has(volume)).length;
      const there = [...attached.values()].filter((own) => own === driver).length;
      return fresh > 0 && there + fresh > most;
    });
    return full ? { reasons: ['node(s) exceed max volume count'], unresolvable: false } : undefined;
  },
  mayHelp: (change) =>
    change.kind === 'volume' ||
    (change.kind === 'pod' && change.aspect === 'gone') ||
    (change.kind === 'node' && change.aspects.includes('added')),
});
