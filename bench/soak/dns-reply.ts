const headerBytes = 12;

/** Replies to a query with one question: an address for a name whose first label is `found`, no such name else. */
export function dnsReply(query: Buffer): Buffer {
  const isFound = query.toString('latin1', headerBytes + 1, headerBytes + 6) === 'found';
  let end = headerBytes;
  while ((query[end] ?? 0) !== 0) end += 1 + (query[end] ?? 0);
  const question = query.subarray(headerBytes, end + 5);
  const header = Buffer.alloc(headerBytes);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(isFound ? 0x81_80 : 0x81_83, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(isFound ? 1 : 0, 6);
  // The name of the question, type A, class IN, 60 seconds, four bytes.
  const answer = Buffer.from([0xc0, headerBytes, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]);
  return Buffer.concat(isFound ? [header, question, answer] : [header, question]);
}
