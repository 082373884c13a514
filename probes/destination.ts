/** What connections are for: a closed set that target policies may distinguish. */
export const destinationUses = [
  'target',
  'redirect',
  'proxy',
  'oauth2',
  'crl',
  'resolver',
  'discovery',
] as const;
export type DestinationUse = (typeof destinationUses)[number];
