// Ingress routing: which backend a request would go to.
// Source: the documentation of networking.k8s.io/v1 Ingress (IngressRule.host, HTTPIngressPath.pathType), 1.36. A
// default cluster has no ingress controller; this says what one that keeps to the API would do.
import { compareText } from '../../base/compare.ts';
import type { HTTPIngressPath, Ingress, IngressBackend, Service } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { INGRESS, SERVICE } from '../kinds.ts';
import { routesOf, type Route } from './proxy.ts';

type ReadIngress = DeepReadonly<Ingress>;

/** Where a request goes. */
export interface IngressRoute {
  readonly ingress: string;
  /** The rule's host and path; undefined for a default backend. */
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly tls: boolean;
  readonly service: string | undefined;
  readonly port: number | string | undefined;
  /** The Service's own route, if the Service and the port are there. */
  readonly route?: Route;
  /** Why a request would fail. */
  readonly fault?: string;
}

/** `*.example.com` stands for exactly one more label. */
export function hostMatches(rule: string | undefined, host: string): boolean {
  if (rule === undefined || rule === '') return true;
  if (!rule.startsWith('*.')) return rule === host;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === rule.slice(1);
}

/** `Prefix` goes by path elements: `/foo` covers `/foo` and `/foo/bar`, not `/foobar`. */
export function pathMatches(
  { path = '/', pathType = 'ImplementationSpecific' }: DeepReadonly<HTTPIngressPath>,
  request: string,
): boolean {
  if (pathType === 'Exact') return path === request;
  const prefix = path.endsWith('/') ? path.slice(0, -1) : path;
  return prefix === '' || request === prefix || request.startsWith(`${prefix}/`);
}

interface Match {
  readonly ingress: ReadIngress;
  readonly host: string | undefined;
  readonly path: DeepReadonly<HTTPIngressPath>;
}

/** An exact host before a wildcard before none; the longest path; `Exact` before `Prefix`. */
function byPrecedence(a: Match, b: Match): number {
  const hostRank = ({ host }: Match) => (host === undefined || host === '' ? 2 : host.startsWith('*') ? 1 : 0);
  const exact = ({ path }: Match) => (path.pathType === 'Exact' ? 0 : 1);
  return (
    hostRank(a) - hostRank(b) ||
    (b.path.path ?? '').length - (a.path.path ?? '').length ||
    exact(a) - exact(b) ||
    compareText(a.ingress.metadata?.name ?? '', b.ingress.metadata?.name ?? '')
  );
}

function backendRoute(ingress: ReadIngress, backend: DeepReadonly<IngressBackend> | undefined, api: ReadApi) {
  const namespace = ingress.metadata?.namespace ?? '';
  const name = backend?.service?.name;
  const port = backend?.service?.port?.name ?? backend?.service?.port?.number;
  if (name === undefined) return { service: undefined, port, fault: 'the backend is no Service' };
  const service = api.get<Service>(SERVICE, namespace, name);
  if (!service) return { service: name, port, fault: `service "${name}" not found` };
  const own = (service.spec?.ports ?? []).find((one) =>
    typeof port === 'string' ? one.name === port : one.port === port,
  );
  if (!own) return { service: name, port, fault: `service "${name}" has no port ${port ?? ''}` };
  const route = routesOf(service, '', api).find((one) => one.door === 'cluster-ip' && one.port === own.port);
  const fault = route?.empty?.reason;
  return { service: name, port, ...(route && { route }), ...(fault !== undefined && { fault }) };
}

const keyOf = ({ metadata }: ReadIngress): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;

const hasTls = ({ spec }: ReadIngress, host: string): boolean =>
  (spec?.tls ?? []).some(
    ({ hosts }) => (hosts ?? []).length === 0 || (hosts ?? []).some((one) => hostMatches(one, host)),
  );

/** Where a request for a host and path goes; undefined if no Ingress has anything to say of it (404). */
export function routeRequest(
  host: string,
  path: string,
  api: ReadApi,
  ingressClass?: string,
): IngressRoute | undefined {
  const ingresses = api
    .list<Ingress>(INGRESS)
    .filter(({ spec }) => ingressClass === undefined || spec?.ingressClassName === ingressClass);
  const matches = ingresses.flatMap((ingress) =>
    (ingress.spec?.rules ?? [])
      .filter((rule) => hostMatches(rule.host, host))
      .flatMap((rule) =>
        (rule.http?.paths ?? [])
          .filter((one) => pathMatches(one, path))
          .map((one): Match => ({ ingress, host: rule.host, path: one })),
      ),
  );
  const [best] = matches.sort(byPrecedence);
  if (best) {
    const { ingress, path: rule } = best;
    return {
      ingress: keyOf(ingress),
      host: best.host,
      path: rule.path,
      tls: hasTls(ingress, host),
      ...backendRoute(ingress, rule.backend, api),
    };
  }
  const fallback = ingresses.find(({ spec }) => spec?.defaultBackend !== undefined);
  if (!fallback) return undefined;
  return {
    ingress: keyOf(fallback),
    host: undefined,
    path: undefined,
    tls: hasTls(fallback, host),
    ...backendRoute(fallback, fallback.spec?.defaultBackend, api),
  };
}
