// Tells the server what git HEAD has of the manifests that are open or changed, through VS Code's own git extension.
// Without that extension, or outside of a repository, there is nothing to tell.
import * as vscode from 'vscode';
import { BASELINE, type BaselineParams } from '../../server/src/protocol/baseline.ts';
import type { Drydock } from './drydock.ts';
import { looksLikeKubernetes } from './kubernetesDocument.ts';

/** What is used of the git extension's API (extensions/git/src/api/git.d.ts, version 1). */
interface Repository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly commit?: string } | undefined;
    readonly onDidChange: vscode.Event<void>;
  };
  show(ref: string, path: string): Promise<string>;
}
interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly repositories: readonly Repository[];
  readonly onDidOpenRepository: vscode.Event<Repository>;
  getRepository(uri: vscode.Uri): Repository | null;
}
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The API of the git extension, if it is there and on. */
async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension || !vscode.workspace.getConfiguration('git').get<boolean>('enabled', true)) return undefined;
  const git = await extension.activate();
  return git.enabled ? git.getAPI(1) : undefined;
}

class GitBaseline implements vscode.Disposable {
  readonly #drydock: Drydock;
  readonly #git: GitApi;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #heads = new Map<Repository, string>();

  constructor(drydock: Drydock, git: GitApi) {
    this.#drydock = drydock;
    this.#git = git;
    git.repositories.forEach((repository) => this.#watch(repository));
    this.#subscriptions.push(
      git.onDidOpenRepository((repository) => this.#watch(repository)),
      vscode.workspace.onDidOpenTextDocument((document) => this.#tell(document)),
    );
    this.#tellAll();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #watch(repository: Repository): void {
    this.#subscriptions.push(
      repository.state.onDidChange(() => {
        const head = repository.state.HEAD?.commit ?? '';
        if (this.#heads.get(repository) === head) return;
        this.#heads.set(repository, head);
        this.#tellAll();
      }),
    );
    this.#tellAll();
  }

  #tellAll(): void {
    vscode.workspace.textDocuments.forEach((document) => this.#tell(document));
  }

  #tell(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'file' || !looksLikeKubernetes(document)) return;
    const repository = this.#git.getRepository(document.uri);
    if (!repository) return;
    void repository
      .show('HEAD', document.uri.fsPath)
      .catch(() => null)
      .then((text) =>
        this.#drydock.request<null>(BASELINE, { uri: document.uri.toString(), text } satisfies BaselineParams),
      )
      .catch((error: unknown) => this.#drydock.server.log.debug(`git baseline: ${String(error)}`));
  }
}

/** Begins with the first connection to the server, so that nothing is asked of git before it is of use. */
export function watchGit(drydock: Drydock): vscode.Disposable {
  let watcher: GitBaseline | undefined;
  let disposed = false;
  drydock.server.onConnect(() => {
    watcher?.dispose();
    watcher = undefined;
    void gitApi()
      .then((git) => {
        if (git && !disposed) watcher = new GitBaseline(drydock, git);
      })
      .catch((error: unknown) => drydock.server.log.debug(`git: ${String(error)}`));
  });
  return new vscode.Disposable(() => {
    disposed = true;
    watcher?.dispose();
  });
}
