/**
 * The numbers of Linux' socket interface that echo sockets need: the same on every platform koffi runs on. All of
 * these are little-endian, and so is every structure here.
 */
export const linux = {
  AF_INET: 2,
  AF_INET6: 10,
  SOCK_DGRAM: 2,
  SOCK_RAW: 3,
  SOCK_NONBLOCK: 0o4000,
  SOCK_CLOEXEC: 0o2000000,
  IPPROTO_ICMP: 1,
  IPPROTO_ICMPV6: 58,
  SOL_SOCKET: 1,
  SO_ATTACH_FILTER: 26,
  SOL_IP: 0,
  IP_TTL: 2,
  IP_MTU_DISCOVER: 10,
  IP_RECVERR: 11,
  IP_RECVTTL: 12,
  IP_PMTUDISC_PROBE: 3,
  SOL_IPV6: 41,
  IPV6_UNICAST_HOPS: 16,
  IPV6_RECVERR: 25,
  IPV6_RECVHOPLIMIT: 51,
  IPV6_HOPLIMIT: 52,
  MSG_DONTWAIT: 0x40,
  MSG_ERRQUEUE: 0x2000,
  SO_EE_ORIGIN_ICMP: 2,
  SO_EE_ORIGIN_ICMP6: 3,
} as const;
