/** The names and addresses of the world in which the examples of the documents run. Addresses are those for documents. */

/** Where things are. */
export const addresses = {
  router: '192.0.2.1',
  shop: '192.0.2.7',
  shopIpv6: '2001:db8::7',
  db: '192.0.2.8',
  mail: '192.0.2.9',
  imap: '192.0.2.10',
  api: '192.0.2.11',
  chat: '192.0.2.12',
  status: '192.0.2.13',
  pushgateway: '192.0.2.14',
  europe: '192.0.2.20',
  america: '192.0.2.21',
  nameServer: '192.0.2.53',
} as const;

/** The A records that the name server has. */
export const hosts: ReadonlyMap<string, string> = new Map([
  ['shop.example', addresses.shop],
  ['api.payments.example', addresses.shop],
  ['api.partner.example', addresses.shop],
  ['db.example', addresses.db],
  ['mail.example', addresses.mail],
  ['imap.example', addresses.imap],
  ['api.example', addresses.api],
  ['api.example.org', addresses.api],
  ['chat.example.org', addresses.chat],
  ['www.vendor-status.example', addresses.status],
  ['pushgateway.example', addresses.pushgateway],
  ['router.example', addresses.router],
  ['vantage.eu', addresses.europe],
  ['vantage.us', addresses.america],
  ['dns.example', addresses.nameServer],
  ['example.org', '192.0.2.99'],
]);
