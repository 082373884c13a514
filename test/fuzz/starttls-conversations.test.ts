import * as fc from 'fast-check';
import { expect } from 'vitest';
import { startTlsNames, startTlsProtocols } from '../../probes/tls/starttls/protocols.ts';
import { hold } from '../helpers/starttls-conversation.ts';
import { mysqlGreeting } from '../helpers/starttls-servers.ts';
import { fuzz } from './fuzzing.ts';
import { mutated } from './mutation.ts';

const said = [
  '220 mail.test ESMTP\r\n250-mail.test\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250 STARTTLS\r\n220 2.0.0 Ready\r\n',
  '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready.\r\n* CAPABILITY IMAP4rev1\r\na1 OK Begin TLS negotiation now.\r\n',
  '+OK ready <1896.697170952@mail.test>\r\n+OK Begin TLS negotiation now.\r\n',
  '220-Welcome\r\n to this server\r\n220 ready\r\n234 AUTH TLS successful\r\n',
  '0\x0c\x02\x01\x01x\x07\n\x01\0\x04\0\x04\0',
  'S',
  'E\0\0\0\x2cSFATAL\0C53300\0Mtoo many connections\0\0',
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1'>" +
    "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>" +
    "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
].map((text) => Buffer.from(text, 'latin1'));
const servers = [...said, mysqlGreeting(0x0800)];

fuzz(
  'STARTTLS conversations',
  fc.property(fc.constantFrom(...startTlsNames), mutated(servers), (name, bytes) => {
    const introduction = { serverName: 'mail.test', localAddress: '192.0.2.1' };
    const { verdict, steps } = hold(startTlsProtocols[name].converse(introduction), bytes);
    // No peer keeps a conversation going, and none is quoted at length.
    expect(steps).toBeLessThan(20_000);
    if (verdict === 'wants more' || verdict.ok) return;
    expect(verdict.detail).not.toMatch(/[\u0000-\u001f]/);
    expect(verdict.detail.length).toBeLessThan(2000);
  }),
);
