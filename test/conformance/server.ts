// Requests to a live API server, for those who record or compare. Nothing of the product uses it.
import { Agent, request } from 'node:https';
import { apiVersionOf, gvkOf, type GroupVersionKind } from '../../server/src/api/gvk.ts';
import { resourceOf } from '../../server/src/api/resource.ts';
import type { Json } from './mutations.ts';

const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 4 });

/** A server's answer; code 0 is none. */
export interface Reply {
  readonly code: number;
  readonly body: Json;
  readonly warnings: readonly string[];
}

/** The texts of `Warning` headers: `299 - "…"`, several in one line. */
function warningsOf(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? '').replace(/\\(.)/g, '$1'));
}

/** A server and the token of someone who may do everything. */
export interface Server {
  send(method: string, path: string, body?: unknown): Promise<Reply>;
  close(): void;
}

/** `https://127.0.0.1:6443`, with whatever certificate. */
export function connect(url: string, token: string): Server {
  const once = (method: string, path: string, body: unknown): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const headers = { authorization: `Bearer ${token}`, 'content-type': type };
      const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          let parsed: Json = {};
          try {
            parsed = JSON.parse(text) as Json;
          } catch {
            parsed = { message: text };
          }
          resolve({ code: response.statusCode ?? 0, body: parsed, warnings: warningsOf(response.headers['warning']) });
        });
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    // A connection may have been closed meanwhile. A server that panics closes it, too.
    send(method, path, body) {
      const again = (): Promise<Reply> => once(method, path, body);
      const message = 'no answer';
      return again()
        .catch(again)
        .catch(again)
        .catch(() => ({ code: 0, body: { message }, warnings: [] }));
    },
    close: () => agent.destroy(),
  };
}

/** The address of a type's collection. */
export function pathOf(gvk: GroupVersionKind, namespace: string): string | undefined {
  const row = resourceOf(gvk);
  if (row === undefined) return undefined;
  const root = gvk.group === '' ? `/api/${gvk.version}` : `/apis/${apiVersionOf(gvk)}`;
  return `${root}${row.namespaced ? `/namespaces/${namespace}` : ''}/${row.plural}`;
}

/** The type that an object says it has. */
export const gvkOfObject = (object: Json): GroupVersionKind => gvkOf(String(object['apiVersion']), String(object['kind']));
