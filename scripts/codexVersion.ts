// The versions of the real Codex that tests compare with, each the last patch of its minor on npm. Pinned only here.

const pinned = ['0.125.0', '0.148.0', '0.158.0', '0.169.0', '0.171.0'] as const;
export type CodexVersion = (typeof pinned)[number];

/** The versions that are tested on Windows: the first with writer locks, and the newest. */
export const windowsVersions: readonly CodexVersion[] = ['0.148.0', '0.171.0'];

const isWindows = process.platform === 'win32';

/** The version for tests that need only one, and for the benchmark. */
export const codexVersion: CodexVersion = isWindows ? '0.171.0' : '0.169.0';

/**
 * The versions for the conformance tests across versions, oldest first: the first that cascades, the first that has
 * writer locks, …
 */
export const codexVersions: readonly CodexVersion[] = isWindows ? windowsVersions : pinned;
