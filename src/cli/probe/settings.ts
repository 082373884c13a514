import { InvalidArgumentError } from 'commander';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';

/** What a flag sets of a module, as text. */
export interface Setting {
  /** The keys down to the place: `['http', 'method']`. */
  readonly path: readonly string[];
  readonly value: string;
  /** The flag as it was given. */
  readonly flag: string;
}

/** A parser for `--set KEY.KEY=VALUE`, which may be given several times. */
export function settingParser(): (text: string) => readonly Setting[] {
  const settings: Setting[] = [];
  return (text) => {
    const [, keys = '', value = ''] = /^([^=]+)=(.*)$/su.exec(text) ?? [];
    const path = keys.split('.');
    if (keys === '' || path.includes('')) {
      throw new InvalidArgumentError('It is a key of a module and a value, such as http.method=HEAD');
    }
    settings.push({ path, value, flag: `--set ${keys}` });
    return settings;
  };
}

/** An address to use for a name: `--resolve HOST:PORT:ADDRESS`. */
export interface ResolveOverride {
  readonly host: string;
  /** Absent for `*`, any port. */
  readonly port?: number;
  readonly address: string;
  readonly flag: string;
}

/** A parser for `--resolve HOST:PORT:ADDRESS`, as curl has it. */
export function resolveParser(): (text: string) => readonly ResolveOverride[] {
  const overrides: ResolveOverride[] = [];
  return (text) => {
    const groups = /^(?<host>[^:[\]]+):(?<port>\d{1,5}|\*):(?<ip>.+)$/u.exec(text)?.groups;
    const { host = '', port = '', ip = '' } = groups ?? {};
    const address = parseIpLiteral(ip.replace(/^\[(.*)\]$/u, '$1'))?.address;
    if (groups === undefined || address === undefined) {
      throw new InvalidArgumentError(
        'It is host:port:address with an IP address, such as shop.example:443:192.0.2.7',
      );
    }
    const flag = `--resolve ${text}`;
    overrides.push({ host, address, flag, ...(port !== '*' && { port: Number(port) }) });
    return overrides;
  };
}
