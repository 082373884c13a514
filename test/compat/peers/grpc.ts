import type { Minted } from '../../helpers/certificates.ts';
import {
  grpcReply,
  type H2Answer,
  healthReply,
  lengthPrefixed,
  startH2Server,
} from '../../helpers/h2-server.ts';
import type { StartPeer } from '../row.ts';

/** What the server says of a service's health; the numbers are those of the protocol. */
export const health = {
  UNKNOWN: healthReply(0),
  SERVING: healthReply(1),
  NOT_SERVING: healthReply(2),
  SERVICE_UNKNOWN: healthReply(3),
};

/** An answer with another status than OK. */
export function status(code: number): H2Answer {
  return grpcReply({ head: { 'grpc-status': String(code) } });
}

/** A server of gRPC; HOST in `target` stands for its address. */
export function grpc(answer: H2Answer, target = 'HOST'): StartPeer {
  return async () => {
    const server = await startH2Server(answer);
    return { ...server, target: target.replace('HOST', server.authority) };
  };
}

/** The same on IPv6. */
export function grpcOverIpv6(answer: H2Answer): StartPeer {
  return async () => {
    const server = await startH2Server(answer, { host: '::1' });
    return { ...server, target: server.authority };
  };
}

/** The same behind TLS, reached by `host`. */
export function secureGrpc(identity: Minted, answer: H2Answer, host = 'localhost'): StartPeer {
  return async () => {
    const server = await startH2Server(answer, { identity });
    return { ...server, target: `${host}:${server.port}` };
  };
}

/** SERVING when asked for this service, else NOT_SERVING. */
export function ifService(service: string): H2Answer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? name : Buffer.concat([Buffer.of(0x0a, name.length), name]);
  return (stream, call) => {
    const answer = call.body.equals(lengthPrefixed(message)) ? health.SERVING : health.NOT_SERVING;
    answer(stream, call);
  };
}

/** SERVING for a call with exactly these values of a field, else NOT_SERVING. */
export function ifMetadata(name: string, ...values: readonly string[]): H2Answer {
  return (stream, call) => {
    const sent = call.fields.filter(([field]) => field === name).map(([, value]) => value);
    const answer = JSON.stringify(sent) === JSON.stringify(values) ? health.SERVING : health.NOT_SERVING;
    answer(stream, call);
  };
}
