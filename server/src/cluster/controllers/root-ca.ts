// Every namespace has the ConfigMap with the API server's certificate. This one is empty, as it is in a cluster whose
// controller manager was given none. Source: pkg/controller/certificates/rootcacertpublisher/publisher.go, 1.36.
import { ok } from '../../base/result.ts';
import type { ConfigMap, Namespace } from '../../api/types.generated.ts';
import type { Controller } from '../controller.ts';
import { CONFIG_MAP, NAMESPACE } from '../types.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

export const controller: Controller = {
  name: 'root-ca-certificate-publisher-controller',
  watches: [
    { gvk: NAMESPACE },
    {
      gvk: CONFIG_MAP,
      keys: ({ before, after }) => {
        const meta = (after ?? before)?.metadata;
        return before && meta?.name === NAME ? [meta.namespace ?? ''] : [];
      },
    },
  ],
  reconcile(key, api) {
    const namespace = api.get<Namespace>(NAMESPACE, '', key);
    if (!namespace || namespace.status?.phase === 'Terminating') return ok(undefined);
    const found = api.get<ConfigMap>(CONFIG_MAP, key, NAME);
    const data = { 'ca.crt': '' };
    const annotations = { 'kubernetes.io/description': DESCRIPTION };
    if (!found) {
      const metadata = { name: NAME, namespace: key, annotations };
      const made = api.create<ConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
      return made.ok ? ok(undefined) : made;
    }
    const right =
      found.data?.['ca.crt'] === '' &&
      Object.keys(found.data).length === 1 &&
      found.metadata?.annotations?.['kubernetes.io/description'] === DESCRIPTION;
    if (right) return ok(undefined);
    const metadata = { ...found.metadata, annotations: { ...found.metadata?.annotations, ...annotations } };
    const written = api.update<ConfigMap>({ ...found, metadata, data });
    return written.ok ? ok(undefined) : written;
  },
};
