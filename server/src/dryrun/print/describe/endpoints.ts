// The description of Endpoints. Source: describeEndpoints in kubectl/pkg/describe/describe.go, 1.36.
import type { Endpoints } from '../../../api/types.generated.ts';
import { events, head, type Describer } from './page.ts';

/** Who is behind a Service, ready and not. */
export const endpoints: Describer<Endpoints> = (page, object, context) => {
  head(page, object);
  page.line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of object.subsets ?? []) {
    page.field('Addresses', addresses.map(({ ip }) => ip).join(',') || '<none>', 1);
    page.field('NotReadyAddresses', notReadyAddresses.map(({ ip }) => ip).join(',') || '<none>', 1);
    if (ports.length > 0) {
      page.line(1, 'Ports:');
      page.line(2, 'Name\tPort\tProtocol\n----\t----\t--------');
    }
    for (const { name = '', port = 0, protocol = 'TCP' } of ports) {
      page.line(2, `${name || '<unset>'}\t${port}\t${protocol}`);
    }
    page.line(0, '');
  }
  events(page, object, context);
};
