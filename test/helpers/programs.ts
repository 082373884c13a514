/** Servers for networks of their own: programs, because a process cannot leave its network. */

/** Runs a program that is a text; it may import what this project has. */
function program(code: string, argument: string): readonly string[] {
  return [process.execPath, '--input-type=module', '-e', code, argument];
}

/** What a DNS server of {@link zoneServers} says to every question. */
export type ZoneBehaviour =
  /** That others know, below `zone`. */
  | { readonly refer: { readonly zone: string; readonly server: string; readonly glue: string } }
  | { readonly addresses: readonly string[] }
  | { readonly rcode: number }
  /** Nothing. */
  | { readonly silent: true };

/** DNS servers on port 53 over UDP, one for each address; says "ready" when all listen. */
export function zoneServers(behaviours: Readonly<Record<string, ZoneBehaviour>>): readonly string[] {
  return program(zoneServersCode, JSON.stringify(behaviours));
}

/** A web server on a port of all addresses; says "ready" when it listens. */
export function webServer(port: number): readonly string[] {
  return program(webServerCode, String(port));
}

const zoneServersCode = `
  import dgram from 'node:dgram';
  import { once } from 'node:events';
  import { AUTHORITATIVE_ANSWER, decode, encode, RECURSION_AVAILABLE } from 'dns-packet';

  for (const [address, behaviour] of Object.entries(JSON.parse(process.argv[1]))) {
    const socket = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (query, from) => {
      const answer = answerTo(decode(query), behaviour);
      if (answer !== undefined) socket.send(encode(answer), from.port, from.address);
    });
    socket.bind(53, address);
    await once(socket, 'listening');
  }
  process.stdout.write('ready\\n');

  function answerTo({ id, questions }, { refer, addresses, rcode }) {
    const [{ name, type }] = questions;
    const about = { type: 'response', id, questions };
    if (rcode !== undefined) return { ...about, flags: rcode };
    if (type === 'NS' && name === '.') return { ...about, flags: AUTHORITATIVE_ANSWER };
    if (refer !== undefined) {
      return {
        ...about,
        flags: 0,
        authorities: [{ type: 'NS', name: refer.zone, ttl: 60, data: refer.server }],
        additionals: [
          { type: refer.glue.includes(':') ? 'AAAA' : 'A', name: refer.server, ttl: 60, data: refer.glue },
        ],
      };
    }
    if (addresses === undefined) return undefined;
    const answers = addresses
      .filter((data) => data.includes(':') === (type === 'AAAA'))
      .map((data) => ({ type, name, ttl: 60, data }));
    return { ...about, flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE, answers };
  }
`;

const webServerCode = `
  import http from 'node:http';

  http
    .createServer((_request, response) => response.end('ok'))
    .listen(Number(process.argv[1]), '::', () => process.stdout.write('ready\\n'));
`;
