// The findings of a kustomization.yaml: what kustomize would refuse, and what it would do in vain.
import { folderOf, type Kustomization } from '../../workspace/kustomization.ts';
import { yamlScalar } from '../../workspace/yamlText.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Finding, Fix } from '../finding.ts';
import type { Complaint } from './complaint.ts';
import { contentComplaints } from './content.ts';
import { fieldComplaints } from './fields.ts';
import { pathComplaints, type WhatIsAt } from './paths.ts';
import { targetComplaints } from './targets.ts';

export type { WhatIsAt } from './paths.ts';

function complaintsOf(workspace: Workspace, kustomization: Kustomization, whatIsAt: WhatIsAt): readonly Complaint[] {
  const decoding = fieldComplaints(kustomization.root.value);
  // What does not decode is not built: what else may be wrong is said when it does.
  if (decoding.length > 0) return decoding;
  return [
    ...contentComplaints(kustomization),
    ...pathComplaints(kustomization, { workspace, whatIsAt }),
    ...targetComplaints(workspace, kustomization),
  ];
}

function fixFor({ uri, yaml }: Kustomization, { path, part = 'value', meant }: Complaint): readonly Fix[] {
  const range = yaml.rangeOf(path, part);
  if (meant === undefined || range === undefined) return [];
  const edits = [{ range, newText: yamlScalar(meant) }];
  return [{ title: `Change to "${meant}"`, edits: [{ uri, edits }], preferred: true }];
}

/** What is wrong with the kustomization at a uri. */
export function kustomizationFindings(workspace: Workspace, uri: string, whatIsAt: WhatIsAt): readonly Finding[] {
  const kustomization = workspace.kustomizationIn(folderOf(uri));
  if (kustomization === undefined || kustomization.uri !== uri) return [];
  const { yaml } = kustomization;
  if (yaml.problems.length > 0) {
    return yaml.problems.map((problem) => ({
      // Of two fields of one name kustomize takes the last.
      severity: problem.code === 'duplicate-key' ? 'warning' : 'error',
      uri,
      resource: undefined,
      ...problem,
      related: [],
    }));
  }
  return complaintsOf(workspace, kustomization, whatIsAt).map((complaint) => ({
    code: complaint.code,
    severity: complaint.severity ?? 'error',
    message: complaint.message,
    uri,
    resource: undefined,
    path: complaint.path,
    range: yaml.rangeOf(complaint.path, complaint.part ?? 'value') ?? yaml.nearestRange(complaint.path),
    fixes: () => fixFor(kustomization, complaint),
  }));
}
