// Volumes that only one Pod, or only one node, may use at a time.
// Source: pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go, 1.36.
import type { Pod, Volume } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../controller.ts';
import { namedClaims } from '../podClaims.ts';
import { definePlugin, type Snapshot } from '../plugin.ts';

type ReadVolume = DeepReadonly<Volume>;

const overlap = (a: readonly string[] = [], b: readonly string[] = []): boolean => a.some((item) => b.includes(item));

/** Whether two Pods on one node cannot both have these volumes. */
function collide(a: ReadVolume, b: ReadVolume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk) {
    const readOnly = a.gcePersistentDisk.readOnly === true && b.gcePersistentDisk.readOnly === true;
    if (a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && !readOnly) return true;
  }
  if (a.awsElasticBlockStore && a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore?.volumeID) return true;
  if (a.iscsi && b.iscsi && a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly)) return true;
  return (
    a.rbd !== undefined &&
    b.rbd !== undefined &&
    overlap(a.rbd.monitors, b.rbd.monitors) &&
    a.rbd.pool === b.rbd.pool &&
    a.rbd.image === b.rbd.image &&
    !(a.rbd.readOnly && b.rbd.readOnly)
  );
}

const isRestricted = (volume: ReadVolume): boolean =>
  (volume.gcePersistentDisk ?? volume.awsElasticBlockStore ?? volume.iscsi ?? volume.rbd) !== undefined;

/** Whether a claim of mode ReadWriteOncePod is in use by some Pod already. */
function claimInUse(pod: DeepReadonly<Pod>, names: ReadonlySet<string>, snapshot: Snapshot): boolean {
  if (names.size === 0) return false;
  return snapshot.nodes.some((node) =>
    [...node.pods.values()].some(
      (other) =>
        other.metadata?.namespace === pod.metadata?.namespace &&
        (other.spec?.volumes ?? []).some((volume) => names.has(volume.persistentVolumeClaim?.claimName ?? '')),
    ),
  );
}

export const plugin = definePlugin<{ readonly volumes: readonly ReadVolume[]; readonly inUse: boolean }>({
  name: 'VolumeRestrictions',
  order: 7,
  weight: 0,
  looksAtPods: true,
  prepare(pod, snapshot) {
    const claims = namedClaims(pod, snapshot.api).filter(({ ephemeral }) => !ephemeral);
    const volumes = (pod.spec?.volumes ?? []).filter(isRestricted);
    const lost = claims.find(({ claim }) => claim === undefined);
    if (lost) {
      return { state: { volumes, inUse: false }, refused: `persistentvolumeclaim "${lost.name}" not found` };
    }
    const single = claims.filter(({ claim }) => claim?.spec?.accessModes?.includes('ReadWriteOncePod'));
    const inUse = claimInUse(pod, new Set(single.map(({ name }) => name)), snapshot);
    return { state: { volumes, inUse }, skipFilter: volumes.length === 0 && !inUse };
  },
  filter({ volumes, inUse }, _pod, node) {
    const taken = [...node.pods.values()].some((other) =>
      (other.spec?.volumes ?? []).some((theirs) => volumes.some((own) => collide(own, theirs))),
    );
    if (taken) return { reasons: ['node(s) had no available disk'], unresolvable: false };
    if (!inUse) return undefined;
    const reason =
      'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';
    return { reasons: [reason], unresolvable: false };
  },
  mayHelp: (change) =>
    change.kind === 'volume' ||
    (change.kind === 'pod' && change.aspect === 'gone') ||
    (change.kind === 'node' && change.aspects.includes('added')),
});
