/** The Codex that the conformance tests and the benchmark compare with: the one place that pins it. */
export const codexVersion = '0.169.0';
