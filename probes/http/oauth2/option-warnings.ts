import type { WrittenBlock } from '../../shared/schema/written-block.ts';
import { warnOfProxy } from '../proxy/option-warnings.ts';
import { clientCredentials, jwtBearer } from './grant-types.ts';
import { parseTokenUrl } from './token-url.ts';

const signingKeys = ['client_certificate_key', 'client_certificate_key_file', 'client_certificate_key_ref'];

/** Warns of values of the block `oauth2` that load, as they do in the reference, and then give no token. */
export function warnOfMistakes(block: WrittenBlock): void {
  warnOfProxy(block);
  const url = block.text('token_url');
  if (url !== '' && parseTokenUrl(url) === undefined) {
    block.warn('token_url', 'fails every probe: it is no URL that begins with http:// or https://');
  }
  const grant = block.text('grant_type');
  if (grant === jwtBearer) {
    if (signingKeys.every((key) => block.text(key) === '')) {
      block.warn(
        'grant_type',
        'fails every probe: it needs client_certificate_key or client_certificate_key_file',
      );
    }
  } else if (grant !== '' && grant !== clientCredentials) {
    block.warn('grant_type', `counts as ${clientCredentials}: no other but ${jwtBearer} is known`);
  }
}
