// drydock/kustomize/build: what a kustomization builds, as YAML.
import { buildPages } from '../../dryrun/print/build.ts';
import { KUSTOMIZE_BUILD, type KustomizeBuild, type KustomizeBuildParams } from '../../protocol/kustomize.ts';
import { buildAt } from '../dryRun/manifests.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<KustomizeBuildParams, KustomizeBuild>({
  method: KUSTOMIZE_BUILD,
  empty: { text: '', failed: true },
  handle({ uri }, { session }) {
    const build = buildAt(session, uri);
    if (build === undefined) return { text: 'There is no kustomization here.', failed: true };
    if (build.problem !== undefined) return { text: build.problem.message, failed: true };
    return { text: buildPages(build), failed: false };
  },
});
