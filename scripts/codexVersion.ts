// The real Codex that is compared with: the one place that pins its versions, each the last patch of its minor on npm.

/** The tests of one version and the benchmark compare with this one. */
export const codexVersion = '0.169.0';

/**
 * The conformance tests of versions compare with each of these, oldest first: the first that cascades, the first that
 * has writer locks, …
 */
export const codexVersions = ['0.125.0', '0.148.0', '0.158.0', codexVersion] as const;
export type CodexVersion = (typeof codexVersions)[number];
