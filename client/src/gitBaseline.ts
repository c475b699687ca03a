// Tells the server what git HEAD has of the manifests that are open or changed, through VS Code's own git extension.
// Without that extension, or outside of a repository, there is nothing to tell.
import * as vscode from 'vscode';
import { BASELINE, type BaselineParams } from '../../server/src/protocol/baseline.ts';
import type { Drydock } from './drydock.ts';
import { looksLikeKubernetes } from './kubernetesDocument.ts';

/** A file that is not as it is in HEAD. */
interface Change {
  readonly uri: vscode.Uri;
}

/** What is used of the git extension's API (extensions/git/src/api/git.d.ts, version 1). */
interface Repository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly commit?: string } | undefined;
    readonly workingTreeChanges: readonly Change[];
    readonly indexChanges: readonly Change[];
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

/** After a switch of branches there may be thousands; git is asked of each by itself. */
const MOST_CHANGED = 200;

const isManifestName = ({ scheme, path }: vscode.Uri): boolean => scheme === 'file' && /\.(?:ya?ml|json)$/i.test(path);

class GitBaseline implements vscode.Disposable {
  readonly #drydock: Drydock;
  readonly #git: GitApi;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #heads = new Map<Repository, string>();
  /** Files that are closed and whose committed version has been told. */
  readonly #told = new Set<string>();

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
        if (this.#heads.get(repository) === head) return this.#tellChanged(repository);
        this.#heads.set(repository, head);
        this.#told.clear();
        this.#tellAll();
      }),
    );
    this.#tellAll();
  }

  #tellAll(): void {
    vscode.workspace.textDocuments.forEach((document) => this.#tell(document));
    this.#git.repositories.forEach((repository) => this.#tellChanged(repository));
  }

  #tell(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'file' || !looksLikeKubernetes(document)) return;
    const repository = this.#git.getRepository(document.uri);
    if (repository) this.#tellFile(repository, document.uri);
  }

  /** Files that are closed: only one that is not as in HEAD can hold a change. */
  #tellChanged(repository: Repository): void {
    const { state } = repository;
    const changed = [...state.workingTreeChanges, ...state.indexChanges].map(({ uri }) => uri);
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    const fresh = changed.filter(
      (uri) => isManifestName(uri) && !open.has(uri.toString()) && !this.#told.has(uri.toString()),
    );
    for (const uri of fresh.slice(0, MOST_CHANGED)) {
      this.#told.add(uri.toString());
      this.#tellFile(repository, uri);
    }
  }

  #tellFile(repository: Repository, uri: vscode.Uri): void {
    void repository
      .show('HEAD', uri.fsPath)
      .catch(() => null)
      .then((text) => this.#drydock.request<null>(BASELINE, { uri: uri.toString(), text } satisfies BaselineParams))
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
