/** The longest JSON document that is read, in bytes. */
export const maxJsonBytes = 10 * 1024 * 1024;

/** The longest YAML document: reading one takes some 1 s and 300 MB for each MiB, a hundred times what JSON takes. */
export const maxYamlBytes = 1024 * 1024;
