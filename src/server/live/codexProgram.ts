// Finds the program of Codex. Where it is put was seen with 0.125 to 0.171; macOS and Windows are by reading.
import path from 'node:path';
import type { CodexPlaces } from '../../protocol/live';
import { FailureError } from '../failure';
import { isProgram } from '../files/look';

/** What the places depend on. */
export interface ProgramSystem {
  /** Absolute path of the Codex home. */
  codexHome: string;
  userHome: string;
  env: Readonly<NodeJS.ProcessEnv>;
  platform: NodeJS.Platform;
  arch: string;
}

/**
 * The absolute path of the program that runs Codex. Throws `codexNotRunnable` if the user named one that cannot be run:
 * another one may be of another version; and `codexNotFound` if there is none.
 */
export function findCodexProgram(places: CodexPlaces, system: ProgramSystem): string {
  const { configured } = places;
  if (configured !== '') {
    const program = path.isAbsolute(configured) ? [programNamed(configured, system)].find(isProgram) : undefined;
    if (program === undefined) throw new FailureError({ code: 'codexNotRunnable', path: configured });
    return program;
  }
  const { searched, usual } = codexPrograms(places, system);
  const [daemon, ...others] = usual;
  const program = [daemon, ...searched, ...others].find(isProgram);
  if (program === undefined) throw new FailureError({ code: 'codexNotFound', programs: usual });
  return program;
}

/**
 * Where Codex may be. First what its own background server runs, so that both are of one version; then what a terminal
 * would run, in `searched`; then where its installers put it, inside its VS Code extension and inside its desktop apps.
 */
export function codexPrograms(
  { officialExtension }: CodexPlaces,
  { codexHome, userHome, env, platform, arch }: ProgramSystem,
): { searched: string[]; usual: [daemon: string, ...others: string[]] } {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  const join = (...parts: string[]) => paths.join(...parts);
  const file = windows ? 'codex.exe' : 'codex';
  const os = windows ? 'windows' : platform === 'darwin' ? 'macos' : 'linux';
  const cpu = cpuOf(arch);
  const inFolder = (folder: string) =>
    windows ? [join(folder, file), npmProgramIn(folder, arch)] : [join(folder, file)];
  // A relative entry would run what the opened folder contains.
  const folders = (env.PATH ?? env.Path ?? '').split(paths.delimiter).filter(folder => paths.isAbsolute(folder));
  return {
    searched: folders.flatMap(inFolder),
    usual: [
      join(codexHome, 'packages', 'app-server-daemon', 'current', 'bin', file),
      join(userHome, '.local', 'bin', file),
      join(codexHome, 'packages', 'standalone', 'current', 'bin', file),
      ...(windows
        ? inFolder(join(env.APPDATA ?? join(userHome, 'AppData', 'Roaming'), 'npm'))
        : ['/opt/homebrew/bin/codex', '/usr/local/bin/codex', join(userHome, '.npm-global', 'bin', file)]),
      ...(officialExtension === null ? [] : [join(officialExtension, 'bin', `${os}-${cpu}`, file)]),
      ...(platform === 'darwin'
        ? ['/Applications/ChatGPT.app', '/Applications/Codex.app'].map(app => join(app, 'Contents/Resources/codex'))
        : []),
    ],
  };
}

/**
 * What to run for a program that the user named. On Windows npm writes `codex.cmd` and others, which only a shell can
 * run, beside the package that has the program.
 */
export function programNamed(configured: string, { platform, arch }: Pick<ProgramSystem, 'platform' | 'arch'>): string {
  const isScript = platform === 'win32' && path.win32.extname(configured).toLowerCase() !== '.exe';
  return isScript ? npmProgramIn(path.win32.dirname(configured), arch) : configured;
}

function npmProgramIn(folder: string, arch: string): string {
  const npmPackage = ['@openai', 'codex', 'node_modules', '@openai', `codex-win32-${arch}`];
  const triple = `${cpuOf(arch)}-pc-windows-msvc`;
  return path.win32.join(folder, 'node_modules', ...npmPackage, 'vendor', triple, 'bin', 'codex.exe');
}

function cpuOf(arch: string): string {
  return arch === 'arm64' ? 'aarch64' : 'x86_64';
}
