// Where a field stands in an object, and how the API server spells it.

/** A step of a path: a field's name, a position in a list, or a key of a map (`data[key]`, `limits[cpu]`). */
export type PathElement = string | number | { readonly key: string };

/** A path from the object's root. The empty path is the object itself. */
export type FieldPath = readonly PathElement[];

/** The path spelled as upstream's `field.Path` does it: `spec.containers[0].resources.limits[cpu]`. */
export function formatPath(path: FieldPath): string {
  let out = '';
  for (const element of path) {
    if (typeof element === 'number') out += `[${element}]`;
    else if (typeof element === 'string') out += out === '' ? element : `.${element}`;
    else out += `[${element.key}]`;
  }
  return out;
}

/** The step as a property name or list position of the JSON value. */
export const stepOf = (element: PathElement): string | number => (typeof element === 'object' ? element.key : element);

/** The value at `path` below `root`, or undefined where a step does not exist. Own properties only. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const element of path) {
    const step = stepOf(element);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

/** Whether `path` is `ancestor` or lies below it. */
export const isWithin = (path: FieldPath, ancestor: FieldPath): boolean =>
  path.length >= ancestor.length &&
  ancestor.every((element, index) => stepOf(element) === stepOf(path[index] as PathElement));
