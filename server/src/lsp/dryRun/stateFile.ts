// The cluster's state on disk. Whatever happens while it is written (a crash, a full disk, a power cut at any byte),
// what is found afterwards is either the state before or the state after, whole: the new state is written to a file of
// its own, flushed, and only then renamed over the old one.
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

const FILE = 'cluster.json.gz';
const TEMPORARY = /^cluster\.json\.gz\.\d+\.tmp$/;
/** A larger state is a mistake, or not ours. */
const MAX_BYTES = 2 ** 31 - 1;

/** What reading gives: a value, nothing (`value` undefined), or why the file cannot be used. */
export interface ReadState {
  readonly value: unknown;
  readonly problem: string | null;
}

/** Flushes a folder's entries, so that a rename is there after a power cut; not every system can do it. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows cannot open folders; the rename is atomic there all the same.
  }
}

let writes = 0;

/** Replaces the state in `folder` by `value`. Rejects, and leaves the old state alone, when that cannot be done. */
export async function writeState(folder: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  const body = await zip(JSON.stringify(value), { level: 1 });
  const checksum = createHash('sha256').update(body).digest();
  const temporary = join(folder, `${FILE}.${process.pid}${++writes}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(Buffer.concat([checksum, body]));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(folder, FILE));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await flushFolder(folder);
}

/** Reads the state in `folder` and clears away what an interrupted write left there. Never rejects. */
export async function readState(folder: string): Promise<ReadState> {
  const names: readonly string[] = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (TEMPORARY.test(name)) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
  if (!names.includes(FILE)) return { value: undefined, problem: null };
  try {
    const bytes = await readFile(join(folder, FILE));
    const body = bytes.subarray(32);
    if (!createHash('sha256').update(body).digest().equals(bytes.subarray(0, 32))) throw new Error('it is damaged');
    const text = (await unzip(body, { maxOutputLength: MAX_BYTES })).toString('utf8');
    return { value: JSON.parse(text) as unknown, problem: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // Kept for whoever wants to look into it; the next state gets the name.
    await rename(join(folder, FILE), join(folder, `${FILE}.unusable`)).catch(() => undefined);
    return { value: undefined, problem: `The saved dry-run cluster could not be read (${why}); a new one was made.` };
  }
}

/** Removes the state. */
export const removeState = (folder: string): Promise<void> => rm(join(folder, FILE), { force: true });
