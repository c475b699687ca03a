// The labels by which a Namespace says what its Pods may do. Admission refuses a Namespace whose labels it cannot read.
// Source: k8s.io/pod-security-admission/api/helpers.go (PolicyToEvaluate), 1.36.
import { invalid, type FieldError } from '../fieldError.ts';

const LEVELS = ['privileged', 'baseline', 'restricted'];
const MODES = ['enforce', 'audit', 'warn'];

/** Checks `pod-security.kubernetes.io/<mode>` and `…/<mode>-version`. */
export function validatePodSecurityLabels(errors: FieldError[], labels: Readonly<Record<string, string>>): void {
  for (const mode of MODES) {
    const levelKey = `pod-security.kubernetes.io/${mode}`;
    const versionKey = `${levelKey}-version`;
    const level = Object.hasOwn(labels, levelKey) ? labels[levelKey] : undefined;
    const version = Object.hasOwn(labels, versionKey) ? labels[versionKey] : undefined;
    if (level !== undefined && !LEVELS.includes(level)) {
      const path = ['metadata', 'labels', { key: levelKey }];
      errors.push(invalid(path, level, `must be one of ${LEVELS.join(', ')}`));
    }
    if (version !== undefined && version !== 'latest' && !/^v1\.([0-9]|[1-9][0-9]*)$/.test(version)) {
      errors.push(invalid(['metadata', 'labels', { key: versionKey }], version, 'must be "latest" or "v1.x"'));
    }
  }
}
