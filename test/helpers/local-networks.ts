import net from 'node:net';

/**
 * The addresses that tests may speak to: loopback. A test in a network namespace of its own, which nothing can leave, may
 * add others.
 */
export const localNetworks = new net.BlockList();
localNetworks.addSubnet('127.0.0.0', 8, 'ipv4');
localNetworks.addAddress('::1', 'ipv6');
