import { formatIssue } from '../config/issue.ts';
import { readWebConfig, type WebConfigReading } from '../config/web-config.ts';
import type { TlsServerConfig } from '../config/web-tls-schema.ts';
import { type FileValue, fileValue } from './file-value.ts';
import { readTlsMaterial, type TlsMaterial, tlsFiles } from './tls-material.ts';

/**
 * The file of `--web.config.file`, read again whenever it has changed: one that is broken counts as broken
 * until it is mended, since going on under old rules could let in who was to be kept out.
 */
export interface LiveWebConfig {
  /** The same object for as long as the file does not change. */
  settings(): Promise<WebConfigReading>;
  /** What the next handshake is to be made with; also read again when a certificate or key has changed. */
  tls(): Promise<TlsMaterial>;
}

/** Watches the file at `path`; nothing is read before somebody asks. */
export function liveWebConfig(path: string): LiveWebConfig {
  const reading = fileValue([path], () => readWebConfig(path));
  let made: { readonly from: TlsServerConfig; readonly material: FileValue<TlsMaterial> } | undefined;
  return {
    settings: () => reading.current(),
    async tls() {
      const settings = await reading.current();
      if (!settings.ok) return { ok: false, error: settings.issues.map(formatIssue).join('; ') };
      const { tls } = settings.config;
      if (tls === undefined) return { ok: false, error: `${path} has no certificate any more` };
      if (made?.from !== tls) {
        made = { from: tls, material: fileValue(tlsFiles(tls), () => readTlsMaterial(tls)) };
      }
      return await made.material.current();
    },
  };
}
