// The files and folders that a kustomization names: whether they are there, and whether kustomize would read them.
import type { FieldPath } from '../../api/fieldPath.ts';
import {
  folderOf,
  isComponent,
  isKustomization,
  PLUGINS,
  type Kustomization,
  type KustomizationPath,
} from '../../workspace/kustomization.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { nearest } from '../nearest.ts';
import { didYouMean, type Complaint } from './complaint.ts';

/** What stands at a place outside of what the workspace has read; undefined: nobody can tell. */
export type WhatIsAt = (uri: string) => 'file' | 'folder' | 'nothing' | undefined;

/** What one look at a kustomization's paths needs. */
export interface Surroundings {
  readonly workspace: Workspace;
  readonly whatIsAt: WhatIsAt;
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

function whatIs({ workspace, whatIsAt }: Surroundings, uri: string): ReturnType<WhatIsAt> {
  if (workspace.file(uri) !== undefined) return 'file';
  if (workspace.kustomizationIn(uri) !== undefined) return 'folder';
  return whatIsAt(uri);
}

/** The name beside which was meant: a file of the same folder, or a folder with a kustomization. */
function nearestPath({ workspace }: Surroundings, { uri, written }: KustomizationPath): string | undefined {
  const folder = folderOf(uri);
  const names = new Set<string>();
  for (const known of workspace.uris) {
    if (folderOf(known) === folder && !isKustomization(known)) names.add(known.slice(folder.length + 1));
    else if (isKustomization(known) && folderOf(folderOf(known)) === folder)
      names.add(folderOf(known).slice(folder.length + 1));
  }
  const meant = nearest(uri.slice(folder.length + 1), names);
  return meant === undefined ? undefined : written.slice(0, written.lastIndexOf('/') + 1) + meant;
}

const complain = (field: FieldPath, code: string, message: string): Complaint => ({ path: field, code, message });

function missing(around: Surroundings, path: KustomizationPath): Complaint {
  const meant = nearestPath(around, path);
  return { ...complain(path.field, 'missing-file', `There is no "${path.written}".${didYouMean(meant)}`), meant };
}

const isBelow = (uri: string, folder: string): boolean => folder === '' || uri.startsWith(`${folder}/`);

/** kustomize reads files outside of the kustomization's folder only where it is told to. */
const outside = (path: KustomizationPath): Complaint =>
  complain(
    path.field,
    'missing-file',
    'This file lies outside of the folder of the kustomization: kustomize reads it only with --load-restrictor=LoadRestrictionsNone. Name a folder that has a kustomization.',
  );

const isPlugin = ({ field: [list] }: KustomizationPath): boolean => PLUGINS.some((name) => name === list);

function* filePath(kustomization: Kustomization, around: Surroundings, path: KustomizationPath): Iterable<Complaint> {
  const what = whatIs(around, path.uri);
  if (what === 'nothing') yield missing(around, path);
  else if (what === 'folder' && !isPlugin(path))
    yield complain(path.field, 'missing-file', `"${path.written}" is a folder; a file is wanted.`);
  else if (what === 'file' && !isBelow(path.uri, kustomization.folder)) yield outside(path);
}

function* folderPath(around: Surroundings, path: KustomizationPath, wantsComponent: boolean): Iterable<Complaint> {
  const { workspace, whatIsAt } = around;
  const found = workspace.kustomizationIn(path.uri);
  if (found === undefined) {
    const there = NAMES.map((name) => whatIsAt(`${path.uri}/${name}`));
    if (there.every((what) => what === 'nothing')) {
      yield complain(path.field, 'missing-file', `The folder "${path.written}" has no kustomization.yaml.`);
    }
  } else if (isComponent(found) !== wantsComponent) {
    const message = wantsComponent
      ? `"${path.written}" is no Component: list it in resources.`
      : `"${path.written}" is a Component: list it in components.`;
    yield complain(path.field, 'kustomization', message);
  }
}

function* partPath(kustomization: Kustomization, around: Surroundings, path: KustomizationPath): Iterable<Complaint> {
  const wantsComponent = path.field[0] === 'components';
  const what = whatIs(around, path.uri);
  if (what === 'folder') yield* folderPath(around, path, wantsComponent);
  else if (what === 'nothing') yield missing(around, path);
  else if (what === 'file' && isKustomization(path.uri)) {
    yield complain(path.field, 'kustomization', 'Name the folder of a kustomization, not its file.');
  } else if (what === 'file' && wantsComponent) {
    yield complain(path.field, 'kustomization', 'A component is a folder with a kustomization of kind Component.');
  } else if (what === 'file' && !isBelow(path.uri, kustomization.folder)) yield outside(path);
}

/** Whether a folder's kustomization leads back to another. */
function leadsTo(workspace: Workspace, from: string, to: Kustomization): boolean {
  const seen = new Set<string>([from]);
  for (const folder of seen) {
    if (folder === to.folder) return true;
    for (const part of workspace.kustomizationIn(folder)?.parts ?? []) {
      if (workspace.kustomizationIn(part.uri) !== undefined) seen.add(part.uri);
    }
  }
  return false;
}

/** What is wrong with the paths. */
export function* pathComplaints(kustomization: Kustomization, around: Surroundings): Iterable<Complaint> {
  const seen = new Set<string>();
  for (const part of kustomization.parts) {
    if (seen.has(part.uri)) yield complain(part.field, 'kustomization', `"${part.written}" is listed twice.`);
    else yield* partPath(kustomization, around, part);
    seen.add(part.uri);
    if (leadsTo(around.workspace, part.uri, kustomization)) {
      yield complain(
        part.field,
        'kustomization',
        `"${part.written}" leads back to this kustomization: kustomize refuses circles.`,
      );
    }
  }
  for (const path of [...kustomization.patches, ...kustomization.files]) yield* filePath(kustomization, around, path);
  for (const name of NAMES) {
    const other = `${kustomization.folder}/${name}`;
    if (other === kustomization.uri || around.workspace.file(other) === undefined) continue;
    yield complain([], 'kustomization', `${name} stands in the same folder: kustomize takes one only.`);
  }
}
