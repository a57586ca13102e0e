// The versions of the real Codex that tests compare with, each the last patch of its minor on npm. Pinned only here.

/** The version for tests that need only one, and for the benchmark. */
export const codexVersion = '0.169.0';

/**
 * The versions for the conformance tests across versions, oldest first: the first that cascades, the first that has
 * writer locks, …
 */
export const codexVersions = ['0.125.0', '0.148.0', '0.158.0', codexVersion, '0.171.0'] as const;
export type CodexVersion = (typeof codexVersions)[number];
