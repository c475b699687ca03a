// The TypeScript names of the schema's types. One last name part is usually unique ("PodSpec"); where several API
// versions share one, the first of PREFERRED keeps the plain name and the others get group and version in front
// ("AutoscalingV1HorizontalPodAutoscaler").
const PREFERRED = [
  'io.k8s.api.core.v1.',
  'io.k8s.api.apps.v1.',
  'io.k8s.api.batch.v1.',
  'io.k8s.api.autoscaling.v2.',
  'io.k8s.api.discovery.v1.',
  'io.k8s.api.rbac.v1.',
  'io.k8s.api.resource.v1.',
  'io.k8s.api.admissionregistration.v1.',
  'io.k8s.apimachinery.',
];

const rank = (id) => {
  const at = PREFERRED.findIndex((prefix) => id.startsWith(prefix));
  return at < 0 ? PREFERRED.length : at;
};

const upper = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** Type id → TypeScript name, for all ids of the schema facts. */
export function typeNames(facts) {
  const byLast = new Map();
  for (const id of Object.keys(facts).sort()) {
    const last = id.slice(id.lastIndexOf('.') + 1);
    byLast.set(last, [...(byLast.get(last) ?? []), id]);
  }
  const names = new Map();
  for (const [last, ids] of byLast) {
    const sorted = [...ids].sort((a, b) => rank(a) - rank(b));
    sorted.forEach((id, position) => {
      const parts = id.split('.');
      const prefix = upper(parts.at(-3)) + upper(parts.at(-2));
      names.set(id, position === 0 ? last : prefix.replace(/-/g, '') + last);
    });
  }
  return names;
}
