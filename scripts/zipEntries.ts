// Lists the files in a zip archive by its central directory (PKWARE APPNOTE 4.3.12 and 4.3.16).

/**
 * The names of the files in the archive, sorted. Throws when `zip` is not a zip archive. Does not support Zip64 and
 * archive comments, which a .vsix does not have.
 */
export function zipEntries(zip: Buffer): string[] {
  const end = zip.length - 22;
  if (end < 0 || zip.readUInt32LE(end) !== 0x06054b50) throw new Error('not a zip file');
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error("the zip file's directory is damaged");
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    names.push(zip.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names.sort();
}
