import { expect, test } from 'vitest';
import { parseArp, parseRoutes4, parseRoutes6 } from '../../../src/diagnosis/vantage/host-network.ts';

const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';

test.each([
  [
    'a gateway',
    'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n',
    [{ family: 4, interface: 'eth0', gateway: '192.0.2.1' }],
  ],
  [
    'a link',
    'tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n',
    [{ family: 4, interface: 'tun0' }],
  ],
  ['a route that rejects', 'eth0\t00000000\t010200C0\t0203\t0\t0\t0\t00000000\t0\t0\t0\n', []],
  ['a route to a network', 'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n', []],
  ['nothing', '', []],
  ['garbage', 'x\ny z\n\u0000\n', []],
])('reads default routes of IPv4: %s', (_name, text, routes) => {
  expect(parseRoutes4(header + text)).toEqual(routes);
});

const zeros = '0'.repeat(32);

test.each([
  [
    'a gateway',
    `${zeros} 00 ${zeros} 00 fe800000000000000000000000000001 00000400 00000002 00000000 00000003 eth0`,
    [{ family: 6, interface: 'eth0', gateway: 'fe80::1' }],
  ],
  [
    'the route that rejects everything',
    `${zeros} 00 ${zeros} 00 ${zeros} ffffffff 00000001 00000000 00200200 lo`,
    [],
  ],
  [
    'a network',
    `20010db8${'0'.repeat(24)} 20 ${zeros} 00 ${zeros} 00000100 00000001 00000000 00000001 eth0`,
    [],
  ],
  ['garbage', 'x y', []],
])('reads default routes of IPv6: %s', (_name, text, routes) => {
  expect(parseRoutes6(text)).toEqual(routes);
});

const arp = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         52:54:00:12:34:56     *        eth0
192.0.2.2        0x1         0x0         00:00:00:00:00:00     *        eth0
`;

test.each([
  ['that has answered', '192.0.2.1', true],
  ['that has not', '192.0.2.2', false],
  ['that nobody asked', '192.0.2.3', undefined],
])('knows a neighbour %s', (_name, address, known) => {
  expect(parseArp(arp, address)).toBe(known);
});
