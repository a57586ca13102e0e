// Paths in a state DB are anybody's text. Merely asking Windows about `\\server\share` makes it log in there, and
// `\\.\pipe\x` is a device: such a path is refused before the system hears of it.
import nodePath from 'node:path';

/**
 * Whether the system may be asked about a path: it has no NUL, and does not lead to another machine or to a device, as
 * far as its text tells; the machine on which `home` itself lies is fine. Pure; `platform` is `path` or, for tests,
 * `path.win32`.
 */
export function staysLocal(file: string, home: string, platform: nodePath.PlatformPath = nodePath): boolean {
  if (file.includes('\0')) return false;
  if (platform.sep === '/') return true;
  const root = rootOf(file, platform);
  return /^(?:[a-z]:)?\\?$/.test(root) || root === rootOf(home, platform);
}

/**
 * `c:\`, `\\server\share\`; the long forms `\\?\C:\` and `\\?\UNC\server\share\`, which Rust's canonicalize gives, as
 * the short ones.
 */
function rootOf(file: string, platform: nodePath.PlatformPath): string {
  const plain = file
    .replaceAll('/', '\\')
    .toLowerCase()
    .replace(/^\\\\\?\\unc\\/, '\\\\')
    .replace(/^\\\\\?\\(?=[a-z]:)/, '');
  return platform.parse(plain).root;
}
