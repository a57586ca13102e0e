// Type-aware lint, and the layer rule: which folder may import which (the picture is in the README, "For
// contributors").
import tseslint from 'typescript-eslint';

const vscodeModules = ['vscode', 'vscode-languageclient', 'vscode-languageclient/*'];

/** Forbids imports in `files`: bare `modules` by name, and the project's own folders by path. */
function layer(files, modules, folders, message) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: modules.filter(name => !name.includes('*')).map(name => ({ name, message })),
          patterns: [
            ...modules.filter(name => name.includes('*')).map(name => ({ group: [name], message })),
            ...folders.map(folder => ({ regex: `(^|/)${folder}(/|$)`, message })),
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['eslint.config.mjs', 'dist/**', '.cache/**', '.artifacts/**', 'node_modules/**'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  layer(
    ['src/protocol/**'],
    [...vscodeModules, 'node:*'],
    ['server', 'shell'],
    'The protocol is plain types: it imports nothing.',
  ),
  layer(['src/server/**'], vscodeModules, ['shell'], 'The server knows no vscode and no shell.'),
  layer(
    ['src/server/threads/**'],
    [...vscodeModules, 'node:*', 'sql.js'],
    ['server', 'stateDb', 'rollouts', 'requests', 'shell'],
    'The domain is pure: it imports only the protocol.',
  ),
  layer(['src/shell/**'], [], ['server'], "The shell knows the protocol, not the server's insides."),
  { files: ['scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
);
