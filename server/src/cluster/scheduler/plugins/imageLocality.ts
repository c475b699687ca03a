// Nodes that have the Pod's images already are better, as far as the images are not everywhere.
// Source: pkg/scheduler/framework/plugins/imagelocality/image_locality.go, 1.36.
import { clusterState, imageName, imagesOf } from '../clusterState.ts';
import { definePlugin } from '../plugin.ts';

const MIB = 1024 * 1024;
const LEAST = 23 * MIB;
const MOST_PER_CONTAINER = 1000 * MIB;

interface Image {
  /** Size × the share of nodes that have it. */
  readonly worth: number;
  readonly nodes: ReadonlySet<string>;
}

export const plugin = definePlugin<{ readonly images: readonly Image[]; readonly containers: number }>({
  name: 'ImageLocality',
  order: 15,
  weight: 1,
  prepare(pod, snapshot) {
    const known = imagesOf(snapshot.api.view(clusterState));
    const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
    const names = [
      ...containers.map(({ image }) => image ?? ''),
      ...(pod.spec?.volumes ?? []).flatMap(({ image }) => (image?.reference ? [image.reference] : [])),
    ];
    const images = names.flatMap((name) => {
      const image = known.get(imageName(name));
      if (!image) return [];
      return [{ worth: Math.trunc((image.sizeBytes * image.nodes.size) / snapshot.nodes.length), nodes: image.nodes }];
    });
    return { state: { images, containers: containers.length }, skipFilter: true, skipScore: images.length === 0 };
  },
  score({ images, containers }, _pod, { name }) {
    const sum = images.reduce((total, image) => total + (image.nodes.has(name) ? image.worth : 0), 0);
    const most = MOST_PER_CONTAINER * containers;
    return Math.trunc((100 * (Math.min(most, Math.max(LEAST, sum)) - LEAST)) / (most - LEAST));
  },
  mayHelp: () => false,
});
