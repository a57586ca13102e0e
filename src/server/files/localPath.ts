// Paths in a state DB are untrusted. Merely asking Windows about `\\server\share` makes it log in there, and
// `\\.\pipe\x` is a device: such paths are refused before the system sees them.
import nodePath from 'node:path';
import { withoutLongForm } from './windowsPaths';

/**
 * Whether the system may be asked about a path: it has no NUL and, as far as its text shows, does not lead to a device
 * or to another machine than that of `home`. Pure; `platform` is `path` or, in tests, `path.win32`.
 */
export function staysLocal(file: string, home: string, platform: nodePath.PlatformPath = nodePath): boolean {
  if (file.includes('\0')) return false;
  if (platform.sep === '/') return true;
  // Node resolves `..` before it asks the system, and takes the drive of a long form for a folder: it turns
  // `\\?\C:\..\UNC\server\share` into `\\?\UNC\server\share`. Codex writes no `..` in long forms.
  if (/^[\\/]{2}\?[\\/](?:.*[\\/])?\.\.(?:[\\/]|$)/s.test(file)) return false;
  const root = rootOf(file, platform);
  return /^(?:[a-z]:)?\\?$/.test(root) || root === rootOf(home, platform);
}

/**
 * `c:\`, `\\server\share\`; also for the long forms `\\?\C:\` and `\\?\UNC\server\share\`, which Rust's canonicalize
 * returns.
 */
function rootOf(file: string, platform: nodePath.PlatformPath): string {
  return platform.parse(withoutLongForm(file.replaceAll('/', '\\').toLowerCase())).root;
}
