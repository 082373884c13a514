import { eventually, freePort, getText } from './prometheus.ts';
import { startProgram } from './started-program.ts';

/** The program's name, in Debian and on the command line. */
export const pushgatewayProgram = 'prometheus-pushgateway';

/** A Pushgateway of its own, on loopback, which keeps nothing on the disk. */
export interface Pushgateway extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** The lines of its metrics that begin with one of these names. */
  metrics(...names: readonly string[]): Promise<readonly string[]>;
}

export async function startPushgateway(): Promise<Pushgateway> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = startProgram(pushgatewayProgram, [`--web.listen-address=${address}`, '--persistence.file=']);
  const page = () => getText(`http://${address}/metrics`);
  await eventually('the Pushgateway becoming ready', page);
  return {
    address,
    async metrics(...names) {
      const lines = ((await page()) ?? '').split('\n');
      return lines.filter((line) => names.some((name) => line.startsWith(`${name}{`)));
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
