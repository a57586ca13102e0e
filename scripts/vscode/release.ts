// The VS Code releases that tests run on: the newest, and the oldest that package.json supports.

export interface Release {
  /** The npm package code-server that ships it: VS Code's version with 4 for 1. */
  codeServer: string;
  /** What @vscode/test-electron downloads for it. */
  desktop: string;
  /** The npm package with the Node that it needs; undefined: the Node that runs the scripts, 24. */
  node?: { name: string; version: string };
  /** The native module that ends an extension host when its parent dies. */
  watchdog: string;
}

const releases: Record<string, Release> = {
  newest: { codeServer: '4.139.1', desktop: 'stable', watchdog: '@vscode/native-watchdog' },
  // On Node 24 its extension host hangs.
  oldest: {
    codeServer: '4.103.2',
    desktop: '1.103.2',
    node: { name: `node-${process.platform}-${process.arch}`, version: '22.23.5' },
    watchdog: 'native-watchdog',
  },
};

/** The release that the environment variable VSCODE_RELEASE names: `newest` (the default) or `oldest`. */
export function chosenRelease(): Release & { title: string } {
  const title = process.env.VSCODE_RELEASE ?? 'newest';
  const release = releases[title];
  if (!release) throw new Error(`VSCODE_RELEASE is ${title}: it must be ${Object.keys(releases).join(' or ')}`);
  return { ...release, title };
}
