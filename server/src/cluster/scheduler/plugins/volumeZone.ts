// A bound volume with zone or region labels wants a node of the same zone.
// Source: pkg/scheduler/framework/plugins/volumezone/volume_zone.go, 1.36.
import type { PersistentVolume } from '../../../api/types.generated.ts';
import { PERSISTENT_VOLUME } from '../../kinds.ts';
import { namedClaims } from '../podClaims.ts';
import { definePlugin } from '../plugin.ts';

const GA_LABEL: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region': 'topology.kubernetes.io/region',
};
const KEYS = Object.keys(GA_LABEL);

interface Zone {
  readonly key: string;
  /** `a__b`: a volume may be in several zones. */
  readonly values: readonly string[];
}

export const plugin = definePlugin<readonly Zone[]>({
  name: 'VolumeZone',
  order: 10,
  weight: 0,
  prepare(pod, { api }) {
    const zones = namedClaims(pod, api).flatMap(({ claim }) => {
      const name = claim?.spec?.volumeName ?? '';
      const labels = name === '' ? undefined : api.get<PersistentVolume>(PERSISTENT_VOLUME, '', name)?.metadata?.labels;
      return KEYS.flatMap((key) => {
        const value = labels?.[key];
        return value === undefined ? [] : [{ key, values: value.split('__') }];
      });
    });
    return { state: zones, skipFilter: zones.length === 0 };
  },
  filter(zones, _pod, { node }) {
    const labels = node.metadata?.labels ?? {};
    if (!KEYS.some((key) => labels[key] !== undefined)) return undefined;
    const wrong = zones.some(({ key, values }) => {
      const own = labels[key] ?? labels[GA_LABEL[key] ?? ''];
      return own === undefined || !values.includes(own);
    });
    return wrong ? { reasons: ['node(s) had no available volume zone'], unresolvable: true } : undefined;
  },
  mayHelp: (change) =>
    change.kind === 'volume' ||
    (change.kind === 'node' && (change.aspects.includes('added') || change.aspects.includes('labels'))),
});
