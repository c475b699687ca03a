// What the builds of kustomizations say of the findings of their files. An object that kustomizations take in is judged
// as it is built: what every build mends is no error, what only a build breaks is shown where it was made, and a build
// that fails is an error of the kustomization. The builds that count are those at the top: nobody applies a base.
import { formatPath, type FieldPath } from '../api/fieldPath.ts';
import { textRange, type TextRange } from '../base/textRange.ts';
import type { Build, BuiltObject, Place } from '../kustomize/build.ts';
import type { Resource } from '../manifest/manifest.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { isKustomizationPath, pathOfUri, type Builds } from './builds.ts';
import { BuiltObjects, type BuiltError } from './builtObjects.ts';
import type { Checker, CheckOptions } from './check.ts';
import { problemOfCode } from './codes.ts';
import { isConfiguration } from './configuration.ts';
import { adjusted } from './enabled.ts';
import type { Finding } from './finding.ts';

/** What one root says. */
interface Verdict {
  readonly state: Build['state'];
  /** The errors of written objects that are still there in the build, as `keyOf` names them. */
  readonly errors: ReadonlySet<string>;
  /** What only the build has, by the file where it is shown. */
  readonly extras: ReadonlyMap<string, readonly Finding[]>;
}

/** A build cannot judge these: they compare with what exists already, or are about the text itself. */
const NOT_OF_BUILDS = new Set([
  'immutable-field',
  'duplicate-key',
  'yaml-syntax',
  'too-deep',
  'too-large',
  'alias-bomb',
]);

/** What something out of reach may well add. */
const MAY_COME = new Set(['required-field', 'missing-volume']);

const isJudged = ({ code, severity, resource, stage }: Finding): boolean =>
  severity === 'error' &&
  resource !== undefined &&
  stage !== undefined &&
  problemOfCode(code)?.group === 'server' &&
  !NOT_OF_BUILDS.has(code);

/** The position in a List. */
const itemOf = (at: FieldPath): number | undefined => (typeof at[1] === 'number' ? at[1] : undefined);

/** One error of one written object. */
const keyOf = (file: string, section: number, item: number | undefined, code: string, path: FieldPath): string =>
  [file, section, item ?? '', code, formatPath(path)].join('\0');

function keyOfFinding({ uri, resource, code, path }: Finding): string {
  const { manifest, at } = resource as Resource;
  return keyOf(pathOfUri(uri), manifest.ordinal, itemOf(at), code, path);
}

/** The first line of a range, so that a whole mapping is not underlined. */
function firstLine(text: string, { start, end }: TextRange): TextRange {
  const newline = text.indexOf('\n', start);
  return newline < 0 || newline >= end ? textRange(start, end) : textRange(start, Math.max(start, newline));
}

/** The path in the written object for a path in the built one: items may have moved, and be a patch's. */
function writtenPathOf(object: BuiltObject, resource: Resource, path: FieldPath): FieldPath | undefined {
  const { file } = object.origin;
  let out: FieldPath = [];
  for (const [at, step] of path.entries()) {
    if (typeof step !== 'number') {
      out = [...out, step];
      continue;
    }
    const { place, whole } = object.placeOf(path.slice(0, at + 1));
    if (!whole) return [...out, ...path.slice(at)];
    if (place?.file !== file) return undefined;
    let index = 0;
    for (;;) {
      const range = resource.rangeOf([...out, index], 'value');
      if (range === undefined) return undefined;
      if (range.start === place.range.start) break;
      index++;
    }
    out = [...out, index];
  }
  return out;
}

/** A verdict in the making. */
interface Judging {
  readonly errors: Set<string>;
  readonly extras: Map<string, Finding[]>;
  readonly own: Map<string, ReadonlySet<string>>;
}

/** The last two folders: enough to know which one is meant. */
const shortName = (folder: string): string => folder.split('/').slice(-2).join('/');

/** Keeps the verdicts of all builds current. */
export class BuildFindings {
  readonly #workspace: Workspace;
  readonly #checker: Checker;
  readonly #builds: Builds;
  readonly #options: Pick<CheckOptions, 'decoder' | 'settings'>;
  readonly #verdicts = new Map<string, Verdict>();
  readonly #judges = new Map<string, BuiltObjects>();
  readonly #stale = new Set<string>();
  /** The builds of the roots, to tell what they have become. */
  #known = new Set<string>();

  constructor(
    workspace: Workspace,
    checker: Checker,
    builds: Builds,
    options: Pick<CheckOptions, 'decoder' | 'settings'> = {},
  ) {
    this.#workspace = workspace;
    this.#checker = checker;
    this.#builds = builds;
    this.#options = options;
    for (const root of builds.roots) this.#stale.add(root);
    this.#known = new Set(builds.roots);
  }

  /** Files have changed; gives those whose findings may differ because a tree has other members now. */
  changed(uris: Iterable<string>): ReadonlySet<string> {
    const list = [...uris];
    // What a configuration says holds for what is built, too.
    if (list.some(isConfiguration)) this.recheck();
    const before = this.#builds.members;
    this.#builds.changed(list);
    const { roots, members } = this.#builds;
    for (const path of list.map(pathOfUri)) {
      for (const root of [...(before.get(path) ?? []), ...(members.get(path) ?? [])]) this.#stale.add(root);
    }
    const affected = new Set<string>();
    for (const root of this.#known) {
      if (roots.has(root)) continue;
      for (const uri of this.#verdicts.get(root)?.extras.keys() ?? []) affected.add(uri);
      this.#verdicts.delete(root);
      this.#judges.delete(root);
      this.#stale.delete(root);
    }
    if (before === members) return affected;
    for (const root of roots) if (!this.#known.has(root)) this.#stale.add(root);
    this.#known = new Set(roots);
    for (const path of new Set([...before.keys(), ...members.keys()])) {
      const uri = before.get(path)?.join('\n') === members.get(path)?.join('\n') ? undefined : this.#builds.uriOf(path);
      if (uri !== undefined) affected.add(uri);
    }
    return affected;
  }

  /** Everything is to be judged again, as after a change of settings. */
  recheck(): void {
    this.#judges.clear();
    for (const root of this.#builds.roots) this.#stale.add(root);
  }

  /** The files on which a verdict has a bearing. */
  #uncertain(root: string, verdict: Verdict | undefined): Iterable<string> {
    const uris = new Set(verdict?.extras.keys() ?? []);
    for (const uri of this.#workspace.uris) {
      if (this.#builds.rootsOf(pathOfUri(uri)).includes(root)) uris.add(uri);
    }
    return uris;
  }

  /** Whether builds wait to be judged. */
  get unsettled(): boolean {
    return this.#stale.size > 0;
  }

  /** Judges builds until `enough` says so, at least one; gives the files whose findings may differ now. */
  settle(enough: () => boolean = () => false): ReadonlySet<string> {
    const affected = new Set<string>();
    for (const root of this.#stale) {
      this.#stale.delete(root);
      const before = this.#verdicts.get(root);
      const after = this.#judge(root);
      this.#verdicts.set(root, after);
      for (const uri of this.#differences(root, before, after)) affected.add(uri);
      if (enough()) break;
    }
    return affected;
  }

  #differences(root: string, before: Verdict | undefined, after: Verdict): Iterable<string> {
    if (before === undefined || before.state !== after.state) {
      return new Set([...this.#uncertain(root, before), ...after.extras.keys()]);
    }
    const uris = new Set([...before.extras.keys(), ...after.extras.keys()]);
    for (const [one, other] of [
      [before, after],
      [after, before],
    ] as const) {
      for (const key of one.errors) {
        const uri = other.errors.has(key) ? undefined : this.#builds.uriOf(key.slice(0, key.indexOf('\0')));
        if (uri !== undefined) uris.add(uri);
      }
    }
    return uris;
  }

  #judge(root: string): Verdict {
    const build = this.#builds.of(root);
    const extras = new Map<string, Finding[]>();
    const errors = new Set<string>();
    if (build.state === 'refused' && build.problem !== undefined && !this.#isExplained(build)) {
      this.#add(extras, build.problem.place, false, {
        code: 'kustomize-build',
        message: build.problem.message,
        path: [],
      });
    }
    let judge = this.#judges.get(root);
    if (!judge) this.#judges.set(root, (judge = new BuiltObjects(`build://${root}`, this.#options)));
    const own = new Map<string, ReadonlySet<string>>();
    for (const error of judge.errors(build.objects)) this.#place(root, error, { errors, extras, own });
    return { state: build.state, errors, extras };
  }

  /** Whether a kustomization of the build already says in our own words why it is refused. */
  #isExplained({ asked }: Build): boolean {
    return [...asked].filter(isKustomizationPath).some((path) => {
      const uri = this.#builds.uriOf(path);
      return uri !== undefined && this.#checker.findingsOf(uri).some(isExplanation);
    });
  }

  /** The written object that a built one comes from. */
  #resourceOf({ origin }: BuiltObject): Resource | undefined {
    const uri = this.#builds.uriOf(origin.file);
    if (uri === undefined || origin.section === undefined) return undefined;
    return this.#workspace.manifests(uri)[origin.section]?.resources.find(({ at }) => itemOf(at) === origin.item);
  }

  /** The keys of the errors that a file has by itself. */
  #ownErrors(uri: string, own: Map<string, ReadonlySet<string>>): ReadonlySet<string> {
    let keys = own.get(uri);
    if (!keys) own.set(uri, (keys = new Set(this.#checker.findingsOf(uri).filter(isJudged).map(keyOfFinding))));
    return keys;
  }

  #place(root: string, { object, finding }: BuiltError, { errors, extras, own }: Judging): void {
    const { origin } = object;
    const resource = this.#resourceOf(object);
    const written = resource && writtenPathOf(object, resource, finding.path);
    if (resource !== undefined && written !== undefined && origin.section !== undefined) {
      const key = keyOf(origin.file, origin.section, origin.item, finding.code, written);
      if (this.#ownErrors(resource.manifest.source.uri, own).has(key)) {
        errors.add(key);
        return;
      }
    }
    // It follows from another error of the same object.
    if (finding.followUp === true) return;
    const { place, whole } = object.placeOf(finding.path);
    const { code, path, stage } = finding;
    const message = `${finding.message} (As built by ${shortName(root)}.)`;
    if (place !== undefined) this.#add(extras, place, whole, { code, message, path, ...(stage ? { stage } : {}) });
  }

  #add(
    extras: Map<string, Finding[]>,
    place: Place,
    whole: boolean,
    what: Pick<Finding, 'code' | 'message' | 'path' | 'stage'>,
  ): void {
    const uri = this.#builds.uriOf(place.file);
    const text = uri === undefined ? undefined : this.#workspace.file(uri)?.source.text;
    if (uri === undefined || text === undefined) return;
    // What should not be there at all is told of at its key.
    const value = whole && what.code !== 'unknown-field';
    const range = firstLine(text, value ? place.range : (place.key ?? place.range));
    const list = extras.get(uri) ?? [];
    if (!extras.has(uri)) extras.set(uri, list);
    list.push({ ...what, severity: 'error', uri, range, resource: undefined });
  }

  /** The findings of a file as the builds have them; `own` are those of the file by itself. */
  findings(uri: string, own: readonly Finding[]): readonly Finding[] {
    const roots = this.#builds.rootsOf(pathOfUri(uri));
    const extras = this.#extras(uri, own);
    if (roots.length === 0) return extras.length === 0 ? own : [...own, ...extras];
    const fragment = new Set(
      this.#workspace
        .nodesOf(uri)
        .filter((node) => node.fragment)
        .map((node) => node.resource),
    );
    const verdicts = roots.map((root) => this.#verdicts.get(root));
    const left = own.flatMap((finding): readonly Finding[] => {
      if (!isJudged(finding) || fragment.has(finding.resource as Resource)) return [finding];
      return judged(finding, verdicts);
    });
    return extras.length === 0 ? left : [...left, ...extras];
  }

  /** What builds alone have against a file, each once. */
  #extras(uri: string, own: readonly Finding[]): readonly Finding[] {
    const settings = this.#checker.settingsOf(uri);
    const seen = new Set(own.filter(({ severity }) => severity === 'error').map((each) => placeKey(each)));
    const out: Finding[] = [];
    for (const { extras } of this.#verdicts.values()) {
      for (const finding of settings.excluded ? [] : (extras.get(uri) ?? [])) {
        if (seen.has(placeKey(finding))) continue;
        seen.add(placeKey(finding));
        out.push(...adjusted(finding, settings));
      }
    }
    return out;
  }
}

const isOfKustomize = (code: string): boolean => problemOfCode(code)?.group === 'kustomize';

/** An error of a kustomization, or a warning that kustomize alone would refuse it. */
const isExplanation = ({ code, severity }: Finding): boolean =>
  severity === 'error' || (severity === 'warning' && isOfKustomize(code));

const placeKey = ({ code, range }: Finding): string => `${code} ${range.start}`;

/** An error of a written object in the light of the builds that contain it. */
function judged(finding: Finding, verdicts: readonly (Verdict | undefined)[]): readonly Finding[] {
  const key = keyOfFinding(finding);
  const built = verdicts.filter((verdict) => verdict?.state === 'built');
  if (built.some((verdict) => verdict?.errors.has(key) === true)) return [finding];
  // As long as a build is still to come, nothing is said.
  if (verdicts.includes(undefined)) return [];
  if (built.length > 0) return [];
  return MAY_COME.has(finding.code) ? [{ ...finding, severity: 'hint' }] : [finding];
}
