// Seeded randomness. Every actor draws from its own generator, so that one more draw in the scheduler does not change
// what the kubelet does.

/** A small, fast generator (sfc32) with forks by name. Same seed and same calls → same numbers, on any machine. */
export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
    const word = hashWords(seed);
    this.#a = word();
    this.#b = word();
    this.#c = word();
    this.#d = word();
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** An independent generator for one actor: `prng.fork('kubelet')`. Depends on the seed and the name alone. */
  fork(name: string): Prng {
    return new Prng(`${this.#seed}/${name}`);
  }

  /** A copy in the same state, so that a forked cluster goes on as the original would. */
  clone(): Prng {
    const copy = new Prng(this.#seed);
    copy.#a = this.#a;
    copy.#b = this.#b;
    copy.#c = this.#c;
    copy.#d = this.#d;
    return copy;
  }

  /** The state, for saving: seed and four words. */
  save(): readonly [string, number, number, number, number] {
    return [this.#seed, this.#a, this.#b, this.#c, this.#d];
  }

  /** A generator in a saved state. */
  static restore(state: readonly [string, number, number, number, number]): Prng {
    const prng = new Prng(state[0]);
    [, prng.#a, prng.#b, prng.#c, prng.#d] = state;
    return prng;
  }

  /** An integer in [0, 2^32). */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor((this.uint32() / 4294967296) * bound);
  }

  /** One of `items`; they must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** `length` characters of `alphabet`. */
  text(alphabet: string, length: number): string {
    let out = '';
    for (let i = 0; i < length; i++) out += alphabet.charAt(this.below(alphabet.length));
    return out;
  }
}

/** Spreads a text over 32-bit words (FNV-1a, then a multiply-xorshift finaliser per word). */
function hashWords(text: string): () => number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return () => {
    hash = (hash + 0x9e3779b9) | 0;
    let word = hash ^ (hash >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) | 0;
  };
}
