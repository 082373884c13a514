import type { Conversation, Introduction } from './conversation.ts';
import { ftp } from './ftp.ts';
import { imap } from './imap.ts';
import { ldap } from './ldap.ts';
import { mysql } from './mysql.ts';
import { pop3 } from './pop3.ts';
import { postgres } from './postgres.ts';
import { smtp } from './smtp.ts';
import { xmpp } from './xmpp.ts';

/** A protocol that starts in plain text and changes to TLS. */
export interface StartTlsProtocol {
  readonly defaultPort: number;
  readonly converse: (introduction: Introduction) => Conversation;
}

export const startTlsNames = ['smtp', 'imap', 'pop3', 'ftp', 'ldap', 'postgres', 'mysql', 'xmpp'] as const;
export type StartTlsName = (typeof startTlsNames)[number];

/** Every value of `starttls`, with the port where its servers listen. */
export const startTlsProtocols: Readonly<Record<StartTlsName, StartTlsProtocol>> = {
  smtp: { defaultPort: 25, converse: smtp },
  imap: { defaultPort: 143, converse: imap },
  pop3: { defaultPort: 110, converse: pop3 },
  ftp: { defaultPort: 21, converse: ftp },
  ldap: { defaultPort: 389, converse: ldap },
  postgres: { defaultPort: 5432, converse: postgres },
  mysql: { defaultPort: 3306, converse: mysql },
  xmpp: { defaultPort: 5222, converse: xmpp },
};
