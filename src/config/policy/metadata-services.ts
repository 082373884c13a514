import type { IpAddress } from '../../../probes/contract.ts';
import { parseIpLiteral, withoutZone } from '../../../probes/shared/ip-literal.ts';
import { embeddedAddresses } from './embedded-addresses.ts';

/**
 * Where clouds tell a machine who it is and give it credentials, by address. Whoever can make a program on that
 * machine ask there can become the machine.
 */
const addresses: ReadonlySet<string> = new Set(
  [
    // Amazon, Google, Azure, Oracle, DigitalOcean, Hetzner, OpenStack and most others.
    '169.254.169.254',
    // Amazon: the credentials of ECS tasks and of EKS pods; the metadata over IPv6.
    '169.254.170.2',
    '169.254.170.23',
    'fd00:ec2::254',
    'fd00:ec2::23',
    // Google and Oracle over IPv6, OpenStack on the link.
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fe80::a9fe:a9fe',
    // Azure's WireServer, Alibaba, Oracle Classic, Tencent, Scaleway.
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    '169.254.0.23',
    '169.254.42.42',
    'fd00:42::42',
  ].map((text) => parseIpLiteral(text)?.address ?? text),
);

/** The names of the same, for those who hand a name on instead of looking it up. */
const hosts: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
]);

/** DNS of Google's and Azure's networks answers at the address of their metadata, and gives no credentials away. */
const dnsPort = 53;

/** IPv6 addresses that carry an IPv4 address begin in one of these ways, or hold the identifier of ISATAP. */
const mayEmbed = /^(?:::|64:ff9b:|2002:|2001:(?:0:|:))|:5efe:/u;

/** Whether an address is that of a metadata service, also by way of an IPv6 address that carries it. */
export function isMetadataAddress(address: IpAddress): boolean {
  if (address.family === 4) return addresses.has(address.address);
  const bare = address.address.includes('%') ? withoutZone(address) : address;
  if (addresses.has(bare.address)) return true;
  return mayEmbed.test(bare.address) && embeddedAddresses(bare).some(isMetadataAddress);
}

/** Whether a host, lower case and without a dot at its end, is the name of a metadata service. */
export function isMetadataHost(host: string): boolean {
  return hosts.has(host);
}

/** Whether what listens on the port may be something else than the metadata service. */
export function isSparedPort(port: number | undefined): boolean {
  return port === dnsPort;
}

/** Why a metadata service, called `what`, is refused. */
export function metadataSentence(what: string): string {
  return `${what} is a metadata service of clouds, which gives away credentials: a rule under allow has to name it`;
}
