// The dry-run cluster as the tests look at it: through the requests that the views make.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parse } from 'yaml';
import {
  CLUSTER_HISTORY,
  CLUSTER_OBJECT,
  CLUSTER_TREE,
  type ObjectName,
  type Revision,
  type TreeNode,
} from '../../server/src/protocol/cluster.ts';
import type { DryRunReport } from '../../server/src/protocol/dryRun.ts';
import { drydock } from './editor.ts';

export const WEB: ObjectName = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };

/** What the tests look at of a Deployment. */
export interface DeploymentLike {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: { readonly image: string }[] } };
  };
  readonly status: { readonly readyReplicas?: number };
}

/** Runs a command of Drydock's that ends with a report. */
export const run = (command: string, ...args: unknown[]): Thenable<DryRunReport | undefined> =>
  vscode.commands.executeCommand<DryRunReport | undefined>(`drydock.${command}`, ...args);

/** The same for a command that must not be refused. */
export async function report(command: string, ...args: unknown[]): Promise<DryRunReport> {
  const made = await run(command, ...args);
  assert.ok(made, `${command} gives a report`);
  return made;
}

export async function ask<R>(method: string, params: object): Promise<R> {
  return (await drydock()).drydock.request<R>(method, params);
}

/** The Deployment “web” as it is in the cluster; undefined if it is not there. */
export async function deployment(): Promise<DeploymentLike | undefined> {
  const text = await ask<string | null>(CLUSTER_OBJECT, { object: WEB });
  return text === null ? undefined : (parse(text) as DeploymentLike);
}

export const history = (): Promise<Revision[]> => ask(CLUSTER_HISTORY, { object: WEB });

export const imageOf = (object: DeploymentLike | undefined): string | undefined =>
  object?.spec.template.spec.containers[0]?.image;

export const operations = (of: DryRunReport): string[] =>
  of.results.map(({ object, operation }) => `${object.kind}/${object.name} ${operation}`);

export const reasons = (of: DryRunReport): Set<string> => new Set(of.events.map(({ reason }) => reason));

export const children = (parent?: TreeNode): Promise<TreeNode[]> =>
  ask(CLUSTER_TREE, parent ? { parent: parent.id } : {});

/** The line of a tree with a label and a type. */
export function line(nodes: readonly TreeNode[], wanted: string, type: string): TreeNode {
  const found = nodes.find((node) => node.label.startsWith(wanted) && node.type === type);
  assert.ok(found, `${type} ${wanted} among ${nodes.map(({ label }) => label).join(', ')}`);
  return found;
}
