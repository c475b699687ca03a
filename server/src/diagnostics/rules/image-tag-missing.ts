// Images without a tag, or with the tag `latest`: which version runs depends on the day.
import { containersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'image-tag-missing',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KL latest-tag',
    'KS container-image-tag',
    'PO tagNotSpecified',
    'KR latest-image',
    'MO KBP001',
    'MO KBP116',
    'MO KSV013',
  ],
  *find(node) {
    for (const container of containersOf(node)) {
      const image = container.text('image');
      if (image === undefined || image.includes('@')) continue;
      const tag = /:([^/:]+)$/.exec(image)?.[1];
      if (tag !== undefined && tag !== 'latest') continue;
      const what = tag === undefined ? 'has no tag, which means "latest"' : 'has the tag "latest"';
      const message = `The image ${what}: which version runs changes without notice, and a rollback brings nothing back. Name a version.`;
      yield { path: container.get('image').path, message };
    }
  },
});
