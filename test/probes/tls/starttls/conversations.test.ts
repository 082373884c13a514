import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type StartTlsName,
  startTlsNames,
  startTlsProtocols,
} from '../../../../probes/tls/starttls/protocols.ts';
import { type Ended, hold } from '../../../helpers/starttls-conversation.ts';
import { mysqlGreeting } from '../../../helpers/starttls-servers.ts';

function converse(name: StartTlsName, said: Buffer | string, localAddress = '192.0.2.1'): Ended {
  const introduction = { serverName: "a'<&.example", localAddress };
  return hold(startTlsProtocols[name].converse(introduction), Buffer.from(said));
}

const smtpOffer = '220 hi\r\n250-me\r\n250 STARTTLS\r\n';
const xmppHead = "<?xml version='1.0'?><stream:stream>";

describe('what we say to a server of', () => {
  test.each<[StartTlsName, string | Buffer, string]>([
    ['smtp', `${smtpOffer}220 go\r\n`, 'EHLO [192.0.2.1]\r\nSTARTTLS\r\n'],
    ['imap', '* OK hi\r\na1 OK go\r\n', 'a1 STARTTLS\r\n'],
    ['pop3', '+OK hi\r\n+OK go\r\n', 'STLS\r\n'],
    ['ftp', '220 hi\r\n234 go\r\n', 'AUTH TLS\r\n'],
    [
      'ldap',
      Buffer.from('300c02010178070a010004000400', 'hex'),
      '0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037',
    ],
    ['postgres', 'S', '\0\0\0\x08\x04\xd2\x16\x2f'],
    ['mysql', mysqlGreeting(0x0800), ` \0\0\x01\0\x8a\x08\0\0\0\0\x01-${'\0'.repeat(23)}`],
    [
      'xmpp',
      `${xmppHead}<stream:features><starttls/></stream:features><proceed xmlns='x'/>`,
      "<?xml version='1.0'?><stream:stream to='a&apos;&lt;&amp;.example' version='1.0' xml:lang='en' " +
        "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>" +
        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
    ],
  ])('%s is what its protocol wants', (name, said, expected) => {
    const { verdict, written } = converse(name, said);
    expect(verdict).toEqual({ ok: true });
    expect(written.toString('latin1')).toBe(expected);
  });

  test('smtp, when we have an IPv6 address, names it as one', () => {
    expect(converse('smtp', '220 hi\r\n', '2001:db8::1').written.toString()).toBe(
      'EHLO [IPv6:2001:db8::1]\r\n',
    );
  });
});

const postgresError = Buffer.from('SFATAL\0Mtoo many clients\0\0');
const postgresErrorSize = Buffer.from([0, 0, 0, postgresError.length + 4]);
const mysqlError = Buffer.from('\x10\x04#08004Too many connections', 'latin1');

describe('a server refuses TLS', () => {
  test.each<[string, StartTlsName, string | Buffer, string]>([
    ['at the greeting', 'smtp', '554 go away\r\n', 'the greeting is "554 go away"'],
    ['at EHLO', 'smtp', '220 hi\r\n550-no\r\n550 no\r\n', 'the answer to EHLO is "550 no"'],
    ['by not offering it', 'smtp', '220 hi\r\n250 me\r\n', 'the mail server does not offer STARTTLS'],
    [
      'by offering something like it',
      'smtp',
      '220 hi\r\n250-me\r\n250 XSTARTTLS\r\n',
      'the mail server does not offer STARTTLS',
    ],
    ['at last', 'smtp', `${smtpOffer}454 later\r\n`, 'the answer to STARTTLS is "454 later"'],
    ['for we are known', 'imap', '* PREAUTH hi\r\n', 'the greeting is "* PREAUTH hi"'],
    ['with a farewell', 'imap', '* BYE bye\r\n', 'the greeting is "* BYE bye"'],
    ['with NO', 'imap', '* OK hi\r\n* OK x\r\na1 NO no\r\n', 'the answer to STARTTLS is "a1 NO no"'],
    ['with BAD', 'imap', '* OK hi\r\na1 BAD what?\r\n', 'the answer to STARTTLS is "a1 BAD what?"'],
    ['and leaves', 'imap', '* OK hi\r\n* BYE\r\n', 'the answer to STARTTLS is "* BYE"'],
    ['at the greeting', 'pop3', '-ERR in use\r\n', 'the greeting is "-ERR in use"'],
    ['at the command', 'pop3', '+OK\r\n-ERR no\r\n', 'the answer to STLS is "-ERR no"'],
    ['at the greeting', 'ftp', '421 full\r\n', 'the greeting is "421 full"'],
    ['at the command', 'ftp', '220 hi\r\n502 what?\r\n', 'the answer to AUTH TLS is "502 what?"'],
    [
      'with a result and a word',
      'ldap',
      Buffer.from('3011020101780c0a010204000405736f727279', 'hex'),
      'the answer to StartTLS is result 2: "sorry"',
    ],
    [
      'with a result alone',
      'ldap',
      Buffer.from('300c02010178070a013404000400', 'hex'),
      'the answer to StartTLS is result 52',
    ],
    [
      'with a result of two bytes',
      'ldap',
      Buffer.from('300d02010178080a02000004000400', 'hex'),
      'the answer to StartTLS is result out of range',
    ],
    ['with one letter', 'postgres', 'N', 'the database server does not offer TLS'],
    [
      'with an error',
      'postgres',
      Buffer.concat([Buffer.from('E'), postgresErrorSize, postgresError]),
      'the answer is an error: "too many clients"',
    ],
    [
      'with an error',
      'mysql',
      Buffer.concat([Buffer.from([mysqlError.length + 1, 0, 0, 0, 0xff]), mysqlError]),
      'the greeting is an error: "Too many connections"',
    ],
    ['by not offering it', 'mysql', mysqlGreeting(0xf7ff), 'the database server does not offer TLS'],
    [
      'by not offering it',
      'xmpp',
      `${xmppHead}<stream:features/>`,
      'the XMPP server does not offer STARTTLS',
    ],
    [
      'with a stream error',
      'xmpp',
      `${xmppHead}<stream:error><host-unknown/></stream:error>`,
      'the stream ends with "<stream:error><host-unknown/></stream:error>"',
    ],
    [
      'at the command',
      'xmpp',
      `${xmppHead}<stream:features><starttls/></stream:features><failure/>`,
      'the answer to STARTTLS is "<failure/>"',
    ],
  ])('%s (%s)', (_, name, said, detail) => {
    expect(converse(name, said).verdict).toEqual({
      ok: false,
      reason: 'dialogue.starttls_refused',
      detail,
    });
  });
});

const manyLines = '220-x\r\n'.repeat(200);

describe('a server breaks its protocol', () => {
  test.each<[string, StartTlsName, string | Buffer, string]>([
    ['with another greeting', 'smtp', 'SSH-2.0-x\r\n', 'the greeting is no SMTP reply'],
    ['with a greeting without end', 'smtp', manyLines, 'the greeting is no SMTP reply'],
    ['with nonsense for EHLO', 'smtp', '220 hi\r\nwhat\r\n', 'the answer to EHLO is no SMTP reply'],
    ['with a greeting of a mail server', 'imap', '220 hi\r\n', 'the greeting is not one of IMAP: "220 hi"'],
    ['with an answer of no tag', 'imap', '* OK\r\nOK\r\n', 'the answer is not one of IMAP: "OK"'],
    [
      'with everything but an answer',
      'imap',
      `* OK\r\n${'* x\r\n'.repeat(200)}`,
      'no answer to STARTTLS within 100 lines',
    ],
    ['with a greeting of IMAP', 'pop3', '* OK\r\n', 'the greeting is not one of POP3: "* OK"'],
    ['with a greeting without end', 'ftp', manyLines, 'the greeting is no FTP reply'],
    ['with an answer without a code', 'ftp', '220 hi\r\nok\r\n', 'the answer to AUTH TLS is no FTP reply'],
    ['with text', 'ldap', 'HTTP/1.1', 'the answer is not LDAP: it begins with "HT"'],
    [
      'with an indefinite length',
      'ldap',
      Buffer.from('3080', 'hex'),
      'the answer has a length that LDAP does not allow',
    ],
    [
      'with a length of five bytes',
      'ldap',
      Buffer.from('30850000000001', 'hex'),
      'the answer has a length that LDAP does not allow',
    ],
    [
      'with a lying length',
      'ldap',
      Buffer.from('3084ffffffff', 'hex'),
      'the answer claims to have 4294967295 bytes',
    ],
    [
      'with a length that reaches beyond its message',
      'ldap',
      Buffer.from('300c020101787f0a010004000400', 'hex'),
      'the answer is no LDAP response to StartTLS',
    ],
    [
      'with another response',
      'ldap',
      Buffer.from('300c02010161070a010004000400', 'hex'),
      'the answer is no LDAP response to StartTLS',
    ],
    [
      'with an empty message',
      'ldap',
      Buffer.from('3000', 'hex'),
      'the answer is no LDAP response to StartTLS',
    ],
    ['with text', 'postgres', 'HTTP', 'the answer is not one of PostgreSQL: it begins with "H"'],
    [
      'with a lying length',
      'postgres',
      Buffer.from('457fffffff', 'hex'),
      'the error message claims to have 2147483647 bytes',
    ],
    [
      'with a length below its own size',
      'postgres',
      Buffer.from('4500000003', 'hex'),
      'the error message claims to have 3 bytes',
    ],
    ['with text', 'mysql', 'SSH-2.0-x', 'the greeting is not one of MySQL: it begins with "SSH-"'],
    [
      'with a lying length',
      'mysql',
      Buffer.from('ffffff000a', 'hex'),
      'the greeting is not one of MySQL: it begins with "ÿÿÿ\\u0000"',
    ],
    [
      'with an empty packet',
      'mysql',
      Buffer.alloc(4),
      'the greeting is not one of MySQL: it begins with "\\u0000\\u0000\\u0000\\u0000"',
    ],
    ['with an old protocol', 'mysql', Buffer.from('0100000009', 'hex'), 'the greeting is not one of MySQL'],
    [
      'with a version without end',
      'mysql',
      Buffer.from('040000000a313233', 'hex'),
      'the greeting is not one of MySQL',
    ],
    [
      'with a greeting cut short',
      'mysql',
      Buffer.from('060000000a3100000000', 'hex'),
      'the greeting is not one of MySQL',
    ],
    ['with text', 'xmpp', 'HTTP/1.1 400 Bad Request', 'the server does not answer with XMPP'],
    ['with too much', 'xmpp', `<a>${'x'.repeat(20_000)}`, 'the server does not answer with XMPP'],
    [
      'with text for an answer',
      'xmpp',
      `${xmppHead}<stream:features><starttls/></stream:features>    no way`,
      'the answer to STARTTLS is not XMPP',
    ],
  ])('%s (%s)', (_, name, said, detail) => {
    expect(converse(name, said).verdict).toEqual({ ok: false, reason: 'dialogue.malformed', detail });
  });
});

/** What the protocols are made of, in any order. */
const pieces = fc.constantFrom(
  '220 hi\r\n',
  '220-hi\r\n',
  '250 STARTTLS\r\n',
  '* OK\r\n',
  'a1 OK\r\n',
  '* x\r\n',
  '+OK\r\n',
  '234 go\r\n',
  'S',
  'E\0\0\0\x09Mx\0\0',
  '0\x84\0\0\0',
  '0\x0c\x02\x01\x01x\x07\x0a\x01\0\x04\0\x04\0',
  '\x0a\0\0\0\x0a',
  xmppHead,
  '<stream:features>',
  '<starttls/>',
  '</stream:features>',
  '<proceed/>',
  '<stream:error>',
);

test.each(startTlsNames)('a conversation in %s ends, whatever the other side says', (name) => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc.array(pieces, { maxLength: 300 }).map((list) => Buffer.from(list.join(''), 'latin1')),
  );
  fc.assert(
    fc.property(anything, (said) => {
      const { verdict, steps, written } = converse(name, said);
      expect(steps).toBeLessThan(20_000);
      expect(written.length).toBeLessThan(1000);
      expect(verdict).not.toHaveProperty('detail', '');
    }),
  );
});
