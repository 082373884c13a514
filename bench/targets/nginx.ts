import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../children.ts';
import { freePort } from '../free-port.ts';
import type { CertificateFiles } from './certificate.ts';
import { untilListening } from './until-listening.ts';
import type { WebTargets } from './web-targets.ts';

/** What an nginx needs to start. */
export interface NginxParts {
  readonly program: string;
  readonly directory: string;
  /** Absent: no HTTPS. */
  readonly certificate?: CertificateFiles | undefined;
}

/** Starts an nginx of one process with a tiny answer over HTTP and HTTPS. */
export async function startNginx(
  children: Children,
  { program, directory, certificate }: NginxParts,
): Promise<WebTargets> {
  const httpPort = await freePort();
  const httpsPort = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(directory, name)};`,
  );
  const https =
    certificate === undefined
      ? ''
      : `server {
    listen 127.0.0.1:${httpsPort} ssl backlog=4096;
    ssl_certificate ${certificate.certificateFile};
    ssl_certificate_key ${certificate.keyFile};
    location / { return 200 "ok\\n"; }
  }`;
  const configuration = join(directory, 'nginx.conf');
  writeFileSync(
    configuration,
    `daemon off;
master_process off;
pid ${join(directory, 'nginx.pid')};
error_log stderr crit;
events { worker_connections 8192; }
http {
  access_log off;
  default_type text/plain;
  ${temporary.join('\n  ')}
  server {
    listen 127.0.0.1:${httpPort} backlog=4096;
    location / { return 200 "ok\\n"; }
  }
  ${https}
}
`,
  );
  const child = children.start([program, '-p', directory, '-c', configuration]);
  await untilListening(child, httpPort);
  return { httpPort, ...(certificate && { httpsPort }) };
}
