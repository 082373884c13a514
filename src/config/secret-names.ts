// What a field is comes last in its name: X-Auth-Token is a token, X-Token-Type is not.
const lastWords =
  'authorization|authentication|auth|bearer|cookie2?|credentials?|jwt|pass|pwd|sid|sig|session([-_.]?id)?';
const keyWords = 'api|access|account|auth|client|private|secret|shared|subscription';
const endings = 'token|secret|password|passwd|passphrase|assertion|signature';
const secretName = new RegExp(
  // gRPC ends the names of metadata that is bytes in -bin.
  `((^|[-_.])(${lastWords}|(${keyWords})?[-_.]?key)|${endings})(-bin)?$`,
  'i',
);

/** Whether a header, field or parameter of that name is well known to hold a secret: `Authorization`, `X-Api-Key`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
