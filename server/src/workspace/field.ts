// A cursor into a value as it is written: a step that does not exist or has the wrong type leads to an empty cursor,
// so that what reads references needs no checks of its own. Not a decoder: wrong types are reported elsewhere.
import { valueAt, type FieldPath } from '../api/fieldPath.ts';

/** A place in a value. `path` is where it would stand even if nothing is there. */
export class Field {
  readonly value: unknown;
  readonly path: FieldPath;

  constructor(value: unknown, path: FieldPath = []) {
    this.value = value;
    this.path = path;
  }

  /** Whether anything but null is written here. */
  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** The field below, by names one after the other. Own properties only: `__proto__` is a name like any other. */
  get(...names: readonly string[]): Field {
    let value = this.value;
    for (const name of names) {
      value =
        typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
          ? (value as Readonly<Record<string, unknown>>)[name]
          : undefined;
    }
    return new Field(value, [...this.path, ...names]);
  }

  /** The field at a path below. */
  walk(path: FieldPath): Field {
    return new Field(valueAt(this.value, path), [...this.path, ...path]);
  }

  /** The items of the list that stands at `names`; none if it is no list. */
  items(...names: readonly string[]): readonly Field[] {
    const list = names.length === 0 ? this : this.get(...names);
    if (!Array.isArray(list.value)) return [];
    return list.value.map((item: unknown, index) => new Field(item, [...list.path, index]));
  }

  /** The entries of the map that stands at `names`, each with its key. */
  entries(...names: readonly string[]): ReadonlyArray<readonly [string, Field]> {
    const map = names.length === 0 ? this : this.get(...names);
    if (typeof map.value !== 'object' || map.value === null || Array.isArray(map.value)) return [];
    return Object.entries(map.value as Readonly<Record<string, unknown>>).map(([key, value]) => [
      key,
      new Field(value, [...map.path, { key }]),
    ]);
  }

  /** The text at `names`; undefined if it is no text or empty. */
  text(...names: readonly string[]): string | undefined {
    const { value } = names.length === 0 ? this : this.get(...names);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** The number at `names`. */
  number(...names: readonly string[]): number | undefined {
    const { value } = names.length === 0 ? this : this.get(...names);
    return typeof value === 'number' ? value : undefined;
  }

  /** Whether `true` is written at `names`. */
  flag(...names: readonly string[]): boolean {
    return (names.length === 0 ? this : this.get(...names)).value === true;
  }

  /** The map of texts at `names`, entries of other types left out; undefined if there is no map. */
  textMap(...names: readonly string[]): Readonly<Record<string, string>> | undefined {
    const map = names.length === 0 ? this : this.get(...names);
    if (typeof map.value !== 'object' || map.value === null || Array.isArray(map.value)) return undefined;
    const out = Object.create(null) as Record<string, string>;
    for (const [key, value] of Object.entries(map.value as Readonly<Record<string, unknown>>)) {
      if (typeof value === 'string') out[key] = value;
    }
    return out;
  }
}
