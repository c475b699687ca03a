// The rules of a VolumeAttachment. Its status is the server's alone, so nothing is said of it.
// Source: pkg/registry/storage/volumeattachment/strategy.go, pkg/apis/storage/validation/validation.go, 1.36.
import { setVolumeSourceDefaults } from '../defaults/persistentVolume.ts';
import { forbidden, required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import type { VolumeAttachment } from '../types.generated.ts';
import { checkImmutable, complain } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { validateInlineVolumeSpec } from '../validation/persistentVolume.ts';
import { validateCsiDriverName } from '../validation/pod/volumes.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const ONE_SOURCE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

/** Source: ValidateVolumeAttachment. */
function validate(attachment: VolumeAttachment): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, attachment.metadata, false, nameIsDnsSubdomain);
  const { attacher = '', nodeName = '', source = {} } = attachment.spec ?? {};
  const { inlineVolumeSpec, persistentVolumeName } = source;
  const path = ['spec', 'source'];
  validateCsiDriverName(errors, attacher, ['spec', 'attacher']);
  if (inlineVolumeSpec === undefined && persistentVolumeName === undefined) errors.push(required(path, ONE_SOURCE));
  else if (inlineVolumeSpec !== undefined && persistentVolumeName !== undefined) {
    errors.push(forbidden(path, ONE_SOURCE));
  } else if (persistentVolumeName === '') {
    errors.push(required([...path, 'persistentVolumeName'], 'must specify non empty persistentVolumeName'));
  } else if (inlineVolumeSpec !== undefined) {
    validateInlineVolumeSpec(errors, inlineVolumeSpec, [...path, 'inlineVolumeSpec']);
  }
  complain(errors, ['spec', 'nodeName'], nodeName, nameIsDnsSubdomain(nodeName, false));
  if (persistentVolumeName !== undefined) {
    const complaints = nameIsDnsSubdomain(persistentVolumeName, false);
    complain(errors, [...path, 'persistentVolumeName'], persistentVolumeName, complaints);
  }
  return errors;
}

export const kind = defineKind<VolumeAttachment>({
  gvk: { group: 'storage.k8s.io', version: 'v1', kind: 'VolumeAttachment' },
  setDefaults({ spec }) {
    if (spec?.source?.inlineVolumeSpec) setVolumeSourceDefaults(spec.source.inlineVolumeSpec);
  },
  prepareForCreate(attachment) {
    attachment.status = { attached: false };
  },
  prepareForUpdate: keepStatus,
  validate,
  validateUpdate(attachment, old) {
    const errors = validate(attachment);
    validateObjectMetaUpdate(errors, attachment.metadata, old.metadata);
    checkImmutable(errors, ['spec'], attachment.spec, old.spec);
    return errors;
  },
});
