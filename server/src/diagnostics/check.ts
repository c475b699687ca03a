// From a workspace to findings. Work is kept per object and done again only for what a change touches; where findings
// stand is computed when they are asked for, because text moves more often than it changes.
import type { ApiObject } from '../api/kindRules.ts';
import type { Decoder } from '../api/decoder.ts';
import { judge, type Judgement } from '../api/judge.ts';
import { isKustomization } from '../workspace/kustomization.ts';
import type { Delta, GraphNode, Workspace } from '../workspace/workspace.ts';
import {
  configurationFindings,
  Configurations,
  isConfiguration,
  type FileSettings,
  type Settings,
} from './configuration.ts';
import type { Failed } from './failed.ts';
import type { Finding } from './finding.ts';
import { applySuppressions } from './suppression.ts';
import { blurred, syntaxFinding } from './syntax.ts';
import { adjusted, isEnabled } from './enabled.ts';
import { decoder as strictDecoder } from '../schema/decode.ts';
import { placeOf, tokenRange } from './place.ts';
import { judgeKind, type KindVerdict } from './kindProblems.ts';
import { draftsOf, type Draft } from './objectProblems.ts';
import { concerns, type AnyRule, type RuleContext } from './rule.ts';
import { dependents } from './dependents.ts';
import { kustomizationFindings, type WhatIsAt } from './kustomization/findings.ts';
import { judgedBy, surroundingsOf } from './surroundings.ts';
import { rules } from './rules/rules.generated.ts';

/** What checking needs to be told. */
export interface CheckOptions {
  /** Reads objects as the server does; the strict decoder of the built-in kinds if it is not said. */
  readonly decoder?: Decoder;
  /** What the editor's settings say of a file; a `.drydock.yaml` says more. */
  readonly settings?: (uri: string) => Settings;
  /** What stands at a uri that the workspace does not have, for what kustomizations name. */
  readonly whatIsAt?: WhatIsAt;
  /** What exists already under an object's name: it is judged as an update of that. */
  readonly existing?: (node: GraphNode) => ApiObject | undefined;
  /** Is told of a bug of ours, once for each code: a rule that throws costs its findings of that object. */
  readonly failed?: Failed;
  /** These rules and no others, whatever is configured. */
  readonly rules?: readonly AnyRule[];
}

interface NodeState {
  /** From the object alone. */
  own: readonly Draft[];
  /** From the object and what surrounds it. */
  around: readonly Draft[];
}

const NO_DRAFTS: NodeState = { own: [], around: [] };

/** Keeps the findings of a workspace current. */
export class Checker {
  readonly #workspace: Workspace;
  readonly #decoder: Decoder;
  readonly #existing: CheckOptions['existing'];
  readonly #whatIsAt: WhatIsAt;
  readonly #rules: readonly AnyRule[] | undefined;
  readonly #failed: Failed | undefined;
  /** The codes whose failure has been told. */
  readonly #told = new Set<string>();
  readonly #configurations: Configurations;
  readonly #states = new Map<GraphNode, NodeState>();
  #kinds = new WeakMap<GraphNode, KindVerdict>();
  #judged = new WeakMap<GraphNode, Judgement>();

  constructor(workspace: Workspace, options: CheckOptions = {}) {
    this.#workspace = workspace;
    this.#decoder = options.decoder ?? strictDecoder;
    this.#existing = options.existing;
    this.#whatIsAt = options.whatIsAt ?? (() => undefined);
    this.#rules = options.rules;
    this.#failed = options.failed;
    this.#configurations = new Configurations(options.settings);
    for (const uri of workspace.uris) this.#configure(uri);
    for (const node of workspace.nodes) this.#checkNode(node);
  }

  /** Checks what a change of the workspace touches; gives the files whose findings may differ now. */
  apply(delta: Delta): ReadonlySet<string> {
    const uris = new Set(delta.uris);
    if ([...delta.uris].map((uri) => this.#configure(uri)).some((changed) => changed)) {
      // A configuration that is gone has no findings any more.
      return new Set([...this.recheck(), ...delta.uris]);
    }
    for (const node of delta.removed) this.#states.delete(node);
    for (const node of delta.added) this.#checkNode(node);
    for (const node of delta.affected) {
      const state = this.#states.get(node);
      if (state === undefined) continue;
      state.around = this.#run(node, 'workspace');
      uris.add(node.resource.manifest.source.uri);
    }
    for (const uri of this.#kustomizationsOf(delta)) uris.add(uri);
    const changed = [...delta.added, ...delta.removed];
    for (const uri of this.rejudge(judgedBy(changed, this.#workspace))) uris.add(uri);
    for (const node of dependents(changed, this.#workspace)) {
      const state = this.#states.get(node);
      if (state === undefined || delta.affected.has(node)) continue;
      state.around = this.#run(node, 'workspace');
      uris.add(node.resource.manifest.source.uri);
    }
    return uris;
  }

  /** The kustomizations that a change may concern: those above the files; all, where files come or go. */
  #kustomizationsOf({ uris, switched }: Delta): readonly string[] {
    const found =
      switched.size > 0
        ? [...this.#workspace.kustomizations]
        : [...uris].flatMap((uri) => [...this.#workspace.kustomizationsAbove(uri)]);
    return found.map(({ uri }) => uri);
  }

  /** Checks everything again, as after a change of settings. */
  recheck(settings?: (uri: string) => Settings): ReadonlySet<string> {
    if (settings !== undefined) this.#configurations.setDefaults(settings);
    this.#states.clear();
    this.#kinds = new WeakMap();
    this.#judged = new WeakMap();
    for (const node of this.#workspace.nodes) this.#checkNode(node);
    return new Set(this.#workspace.uris);
  }

  /** Judges objects again after what exists already has changed; gives the files whose findings may differ now. */
  rejudge(nodes: Iterable<GraphNode>): ReadonlySet<string> {
    const uris = new Set<string>();
    for (const node of nodes) {
      if (!this.#states.has(node)) continue;
      this.#judged.delete(node);
      this.#checkNode(node);
      uris.add(node.resource.manifest.source.uri);
    }
    return uris;
  }

  /** Takes in a `.drydock.yaml`; says whether the file is one. */
  #configure(uri: string): boolean {
    if (!isConfiguration(uri)) return false;
    this.#configurations.set(uri, this.#workspace.file(uri)?.source.text);
    return true;
  }

  /** What is configured for a file. */
  settingsOf(uri: string): FileSettings {
    return this.#configurations.for(uri);
  }

  /** The object as the server would read it. */
  judged(node: GraphNode): Judgement | undefined {
    const known = this.#judged.get(node);
    if (known !== undefined) return known;
    const { gvk } = this.#kindOf(node);
    if (!this.#decoder.knows(gvk)) return undefined;
    const around = surroundingsOf(node, this.#workspace, (other) => this.judged(other)?.object);
    const judgement = judge(this.#decoder, gvk, node.resource.value, this.#existing?.(node), around);
    this.#judged.set(node, judgement);
    return judgement;
  }

  /** One bug in one rule costs the findings of that rule for that object, not the check. */
  #guarded<T>(code: string, node: GraphNode, work: () => T[]): T[] {
    try {
      return work();
    } catch (error) {
      if (!this.#told.has(code)) {
        this.#told.add(code);
        this.#failed?.(code, node, error);
      }
      return [];
    }
  }

  #checkNode(node: GraphNode): void {
    const own = [...this.#problemsOf(node), ...this.#run(node, 'resource')];
    this.#states.set(node, { own, around: this.#run(node, 'workspace') });
  }

  #problemsOf(node: GraphNode): Draft[] {
    return this.#guarded('of the API server', node, () => {
      const kind = this.#kindOf(node);
      const judgement = this.judged(node);
      const existing = judgement && this.#existing?.(node);
      const known = { node, kind, workspace: this.#workspace, existing };
      return draftsOf({ ...known, judgement: judgement && forPatch(node, judgement) });
    });
  }

  #kindOf(node: GraphNode): KindVerdict {
    const known = this.#kinds.get(node);
    if (known !== undefined) return known;
    const verdict = judgeKind(
      node,
      (gvk) => this.#decoder.knows(gvk),
      this.settingsOf(uriOf(node)).version,
      this.#workspace,
    );
    this.#kinds.set(node, verdict);
    return verdict;
  }

  #run(node: GraphNode, scope: AnyRule['scope']): Draft[] {
    const settings = this.settingsOf(node.resource.manifest.source.uri);
    const context: RuleContext = {
      workspace: this.#workspace,
      version: settings.version,
      required: settings.required,
      judged: (other) => this.judged(other),
      incomplete: (other) => this.#workspace.placementOf(other).incomplete,
    };
    const isOn = (rule: AnyRule): boolean => (this.#rules === undefined ? isEnabled(rule, settings) : true);
    return (this.#rules ?? rules)
      .filter((rule) => !node.fragment && rule.scope === scope && concerns(rule, node) && isOn(rule))
      .flatMap((rule) =>
        this.#guarded(rule.code, node, () =>
          [...rule.run(node, context)].map((hit): Draft => ({ severity: rule.severity, ...hit, code: rule.code })),
        ),
      );
  }

  /** The findings of a file, in the order of the text. */
  findingsOf(uri: string): readonly Finding[] {
    const settings = this.settingsOf(uri);
    const text = this.#workspace.file(uri)?.source.text;
    if (text === undefined || settings.excluded) return [];
    if (isConfiguration(uri)) return inOrder(configurationFindings(uri, text));
    if (isKustomization(uri)) {
      const found = kustomizationFindings(this.#workspace, uri, this.#whatIsAt);
      return inOrder(found.flatMap((finding) => adjusted(finding, settings)));
    }
    const findings: Finding[] = [];
    for (const manifest of this.#workspace.manifests(uri)) {
      for (const problem of manifest.problems) findings.push(syntaxFinding(uri, manifest, problem));
    }
    for (const node of this.#workspace.nodesOf(uri)) {
      const { own, around } = this.#states.get(node) ?? NO_DRAFTS;
      for (const draft of [...own, ...around]) {
        const [finding] = this.#guarded(draft.code, node, () => [render(uri, node, draft)]);
        if (finding !== undefined)
          findings.push(blurred(node.resource.manifest, finding) ? asFollowUp(finding) : finding);
      }
    }
    const left = findings.flatMap((finding) => adjusted(finding, settings));
    const shown = text.includes('drydock') ? applySuppressions(uri, this.#workspace.manifests(uri), left) : left;
    return inOrder(shown);
  }
}

const uriOf = (node: GraphNode): string => node.resource.manifest.source.uri;

/** In the order of the text. */
const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);

/** In a patch nothing is missing, and fields with `$` are directives: what could not be read is left. */
function forPatch(node: GraphNode, judgement: Judgement): Judgement {
  if (!node.fragment) return judgement;
  const problems = judgement.problems.filter(
    ({ stage, path }) => stage === 'decode' && !path.some((step) => typeof step === 'string' && step.startsWith('$')),
  );
  return { ...judgement, problems };
}

/** The findings of all files: from scratch, for the command line and the tests. */
export function check(workspace: Workspace, options: CheckOptions = {}): ReadonlyMap<string, readonly Finding[]> {
  const checker = new Checker(workspace, options);
  return new Map([...workspace.uris].map((uri) => [uri, checker.findingsOf(uri)]));
}

const asFollowUp = (finding: Finding): Finding => ({ ...finding, followUp: true });

function render(uri: string, node: GraphNode, draft: Draft): Finding {
  const { code, severity, message, path, part = 'value', token, stage, followUp, related = [], tags, fixes } = draft;
  return {
    code,
    severity,
    message,
    uri,
    range: token === undefined ? placeOf(node.resource, path, part) : tokenRange(node.resource, path, token),
    path,
    resource: node.resource,
    ...(stage === undefined ? {} : { stage }),
    ...(followUp === true ? { followUp } : {}),
    ...(tags === undefined ? {} : { tags }),
    ...(related.length === 0
      ? {}
      : {
          related: related.map((place) => ({
            uri: place.node.resource.manifest.source.uri,
            range: placeOf(place.node.resource, place.path, place.part ?? 'value'),
            message: place.message,
          })),
        }),
    ...(fixes === undefined ? {} : { fixes }),
  };
}
