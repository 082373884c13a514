import dgram from 'node:dgram';

/** Where datagrams go to, and from which address. */
export interface DatagramEnds {
  /** An IP literal. */
  readonly host: string;
  readonly port: number;
  /** An address of this host; absent: the system's choice. */
  readonly source?: string | undefined;
}

/** What happens to a socket, until it is closed. */
export interface DatagramEvents {
  readonly onConnect: () => void;
  readonly onMessage: (bytes: Buffer) => void;
  /** Of the socket or of a datagram: the kernel tells only of the socket that a port is unreachable. */
  readonly onError: (error: Error) => void;
}

/** An open socket; disposing of it closes it. Nothing happens to it any more then. */
export interface Datagrams extends Disposable {
  /** Sends one datagram, once the socket is connected. */
  send(bytes: Buffer): void;
}

/**
 * Opens a UDP socket and connects it, so that the kernel drops what comes from elsewhere and reports a port that nobody
 * listens on.
 */
export function openDatagrams({ host, port, source }: DatagramEnds, events: DatagramEvents): Datagrams {
  const socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
  let isOpen = true;
  const fail = (error: Error): void => {
    if (isOpen) events.onError(error);
  };
  socket.on('error', fail);
  socket.on('connect', () => {
    if (isOpen) events.onConnect();
  });
  socket.on('message', (bytes) => {
    if (isOpen) events.onMessage(bytes);
  });
  if (source !== undefined) socket.bind({ address: source, port: 0, exclusive: true });
  socket.connect(port, host);
  return {
    send: (bytes) =>
      socket.send(bytes, (error) => {
        if (error !== null) fail(error);
      }),
    [Symbol.dispose]: () => {
      isOpen = false;
      socket.close();
    },
  };
}
