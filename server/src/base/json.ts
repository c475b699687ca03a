// JSON values: copies, freezing, digests.

/** A deep copy of a JSON value. `undefined` fields are left out; own fields only. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => cloneJson(item)) as T;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    if (key === '__proto__') Object.defineProperty(out, key, { value: cloneJson(item), enumerable: true });
    else out[key] = cloneJson(item);
  }
  return out as T;
}

/** Freezes a JSON value and all below it. What is frozen already is taken to be frozen all the way down. */
export function freezeJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) for (const item of value) freezeJson(item as unknown);
  else for (const key of Object.keys(value)) freezeJson((value as Record<string, unknown>)[key]);
  return value;
}

/** A running 64-bit digest of texts (two FNV-1a-like lanes). For comparing two runs; no defence against forgery. */
export class Digest {
  #a: number;
  #b: number;

  constructor(state: readonly [number, number] = [0x811c9dc5 | 0, 0x9e3779b9 | 0]) {
    [this.#a, this.#b] = state;
  }

  add(text: string): this {
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
    }
    this.#a = a ^ (b >>> 15);
    this.#b = b ^ (a >>> 13);
    return this;
  }

  save(): readonly [number, number] {
    return [this.#a, this.#b];
  }

  /** 16 hexadecimal digits. */
  toText(): string {
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.#a) + hex(this.#b);
  }
}

const digests = new WeakMap<object, string>();

/** The digest of a frozen JSON value; kept, so that what is shared by reference is read once. */
export function digestOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const known = digests.get(value);
  if (known !== undefined) return known;
  const made = new Digest().add(jsonText(value)).toText();
  if (Object.isFrozen(value)) digests.set(value, made);
  return made;
}

const withoutBigints = (_: string, item: unknown): unknown => (typeof item === 'bigint' ? Number(item) : item);

/** JSON text; integers beyond 2^53 (bigint) as the nearest number. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    // Only bigints make it throw; the slow way is for them alone.
    return JSON.stringify(value, withoutBigints) ?? 'null';
  }
}
