// Every namespace has its ServiceAccount `default`. Source: pkg/controller/serviceaccount/serviceaccounts_controller.go, 1.36.
import { ok } from '../../base/result.ts';
import type { Namespace, ServiceAccount } from '../../api/types.generated.ts';
import type { Controller } from '../controller.ts';
import { NAMESPACE, SERVICE_ACCOUNT } from '../types.ts';

const NAME = 'default';

export const controller: Controller = {
  name: 'service-account-controller',
  watches: [
    { gvk: NAMESPACE },
    {
      gvk: SERVICE_ACCOUNT,
      keys: ({ before, after }) => (after || before?.metadata?.name !== NAME ? [] : [before.metadata.namespace ?? '']),
    },
  ],
  reconcile(key, api) {
    const namespace = api.get<Namespace>(NAMESPACE, '', key);
    if (!namespace || namespace.status?.phase === 'Terminating') return ok(undefined);
    if (api.get(SERVICE_ACCOUNT, key, NAME)) return ok(undefined);
    const account: ServiceAccount = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: NAME, namespace: key },
    };
    const made = api.create(account);
    return made.ok ? ok(undefined) : made;
  },
};
