/** Grants by their `grant_type`: RFC 6749 section 4.4, RFC 7523 section 2.1. */
export const clientCredentials = 'client_credentials';
export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
