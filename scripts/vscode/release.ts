// The VS Code releases that tests run on: the newest, the oldest that package.json supports, and the newest for
// Windows, under Wine.
import { windowsPath } from '../windows/wine';

export interface Release {
  /** The npm package code-server that ships it: VS Code's version with 4 for 1. */
  codeServer: string;
  /** What @vscode/test-electron downloads for it. */
  desktop: string;
  /** The npm package with the Node that it needs; undefined: the Node that runs the scripts, 24. */
  node?: { name: string; version: string };
  /** The native module that ends an extension host when its parent dies. */
  watchdog: string;
  /** A version of node-pty that brings its binary, if that of the release has to be compiled. */
  terminals?: string;
  isWindows?: boolean;
}

const newest: Release = { codeServer: '4.139.1', desktop: 'stable', watchdog: '@vscode/native-watchdog' };
const releases: Record<string, Release> = {
  newest,
  windows: { ...newest, isWindows: true },
  // On Node 24 its extension host hangs; its desktop has 22.17.
  oldest: {
    codeServer: '4.103.2',
    desktop: '1.103.2',
    node: { name: `node-${process.platform}-${process.arch}`, version: '22.17.0' },
    watchdog: 'native-watchdog',
    terminals: '1.2.0-beta.15',
  },
};

/** The release that the environment variable VSCODE_RELEASE names: `newest` (the default), `oldest` or `windows`. */
export function chosenRelease(): Release & { title: string } {
  const title = process.env.VSCODE_RELEASE ?? 'newest';
  const release = releases[title];
  if (!release) throw new Error(`VSCODE_RELEASE is ${title}: it must be ${Object.keys(releases).join(' or ')}`);
  return { ...release, title };
}

/** The path that the chosen release has for a file of this system. */
export function serverPath(file: string): string {
  return chosenRelease().isWindows === true ? windowsPath(file) : file;
}

/** The reverse of `serverPath`: the file of this system for a path of the chosen release. */
export function namedByServer(name: string): string {
  return chosenRelease().isWindows === true ? name.replace(/^Z:/, '').replaceAll('\\', '/') : name;
}
