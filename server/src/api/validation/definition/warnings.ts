// The server's warnings about a CustomResourceDefinition: formats that it does not know and therefore does not check.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go,
// pkg/apiserver/validation/formats.go, 1.36.
import type { CustomResourceDefinition } from '../../types.generated.ts';
import { readSchema, someSchema } from './schemaProps.ts';

/** Formats of texts, without the dashes that make no difference. */
const TEXT_FORMATS: ReadonlySet<string> = new Set(
  (
    'bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard ssn ' +
    'hexcolor rgbcolor byte password date duration datetime k8sshortname k8slongname'
  ).split(' '),
);

/** Source: GetUnrecognizedFormats. */
function isUnknown(type: string, format: string): boolean {
  if (type === '' || type === 'string') return !TEXT_FORMATS.has(format.replaceAll('-', ''));
  if (type === 'integer') return format !== 'int32' && format !== 'int64';
  return type !== 'number' || (format !== 'float' && format !== 'double');
}

function unknownFormats(definition: CustomResourceDefinition): ReadonlySet<string> {
  const formats = new Set<string>();
  for (const version of definition.spec?.versions ?? []) {
    const schema = readSchema(version.schema?.openAPIV3Schema, [], []);
    if (schema === undefined) continue;
    someSchema(schema, ({ type = '', format = '' }) => {
      if (format !== '' && isUnknown(type, format)) formats.add(format);
      return false;
    });
  }
  return formats;
}

/** The warnings of a create, or of what an update brings. */
export function definitionWarnings(definition: CustomResourceDefinition, old?: CustomResourceDefinition): string[] {
  const known = old && unknownFormats(old);
  return [...unknownFormats(definition)].flatMap((format) =>
    known?.has(format) === true ? [] : [`unrecognized format "${format}"`],
  );
}
