/** The longest document of target groups that is read, in bytes: while it is parsed, everything else waits. */
export const maxDocumentBytes = 10 * 1024 * 1024;
