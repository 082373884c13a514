import type { Destination, IpAddress, TargetPolicy } from '../../../probes/contract.ts';
import { isMetadataAddress, isMetadataHost, isSparedPort, metadataSentence } from './metadata-services.ts';
import { readHost } from './written-host.ts';

/** Allows everything but the metadata services of clouds. Most installations have it, and every probe asks it. */
export class OpenPolicy implements TargetPolicy {
  refuseHost({ host, port, scheme }: Destination): string | undefined {
    if (scheme === 'unix' || isSparedPort(port)) return undefined;
    const read = readHost(host);
    if (read.kind === 'name') return isMetadataHost(read.name) ? metadataSentence(read.name) : undefined;
    const { address } = read;
    return address !== undefined && isMetadataAddress(address)
      ? metadataSentence(address.address)
      : undefined;
  }

  refuseAddress({ port }: Destination, address: IpAddress): string | undefined {
    return isMetadataAddress(address) && !isSparedPort(port) ? metadataSentence(address.address) : undefined;
  }

  dependsOnAddress(): boolean {
    return false;
  }
}
