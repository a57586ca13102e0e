// Which file may import which, checked by `npm run lint` over src/, scripts/ and test/: the layers
// `extension.ts -> shell -> protocol <- server`, the rooms inside the server, and no cycles. An import of a type counts.
// test/unit/project/dependencies.test.ts breaks each rule once and expects that it is reported.

/** VS Code's API: the host provides it, only its types are installed. */
const vscode = '^(node_modules/@types/)?vscode(/|$)';
const languageClient = '^node_modules/vscode-languageclient/';
const fileSystem = '^(node:)?fs(/promises)?$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Files that import each other can only be understood together. What they share belongs to its consumer: a ' +
        'factory imports the interface that it makes, never the other way round.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dead-code',
      comment: 'Code that none of the bundles reaches is not shipped, so nobody maintains it.',
      severity: 'error',
      from: { path: '^src/(extension|server/main|server/writer/writerMain)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(extension|server/main|server/writer/writerMain)\\.ts$', reachable: false },
    },
    {
      name: 'no-orphans',
      comment: 'A file that imports nothing and that nothing imports is a leftover, unless it is loaded by its path.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(scripts|test)/',
        pathNot: '\\.mts$|^scripts/vscode/replacements/|^test/host/ui/exitOnSignals\\.ts$',
      },
      to: {},
    },
    {
      name: 'no-unresolved',
      comment: 'An import that leads nowhere fails at run time. The extension host provides `vscode`.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: vscode },
    },
    {
      name: 'no-imports-of-tests',
      comment:
        'What two tests share lives in test/support, where one finds it; mocha would also run the imported tests.',
      severity: 'error',
      from: {},
      to: { path: '\\.test\\.ts$' },
    },
    {
      name: 'product-without-tools',
      comment: 'Tests and scripts are not packaged, and what is shipped must not behave differently under test.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'protocol-stands-alone',
      comment: 'Both sides speak the protocol, so it can depend on neither.',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { pathNot: '^src/protocol/' },
    },
    {
      name: 'manifest-stands-alone',
      comment:
        'The ids of package.json and the public API are plain data and types: a test and other extensions use them.',
      severity: 'error',
      from: { path: '^src/(manifest|api)\\.ts$' },
      to: { pathNot: vscode },
    },
    {
      name: 'server-without-shell',
      comment: 'The thread server also runs without a window, over stdio: it knows nothing of the shell.',
      severity: 'error',
      from: { path: '^src/server/' },
      to: { path: '^src/', pathNot: '^src/(server|protocol)/' },
    },
    {
      name: 'shell-without-server',
      comment: "The server runs in a worker: the shell's only way to it is a request of the protocol.",
      severity: 'error',
      from: { path: '^src/shell/' },
      to: { path: '^src/', pathNot: '^src/(shell|protocol)/|^src/(manifest|api)\\.ts$' },
    },
    {
      name: 'extension-only-wires',
      comment: 'The entry wires the shell. Importing the server would load it into the extension host’s own thread.',
      severity: 'error',
      from: { path: '^src/extension\\.ts$' },
      to: { path: '^src/', pathNot: '^src/shell/|^src/(manifest|api)\\.ts$' },
    },
    {
      name: 'vscode-in-shell-only',
      comment: 'Everything else runs, and is tested, where there is no VS Code.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(shell/|(extension|api)\\.ts$)' },
      to: { path: vscode },
    },
    {
      name: 'language-client-in-connection-only',
      comment: 'It is half a megabyte, loaded on first use: one import elsewhere would load it at activation.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/shell/connection/' },
      to: { path: languageClient },
    },
    {
      name: 'pure-core',
      comment:
        'The tree and its algorithms, and later the reading of transcripts, are functions over plain data: no files, no ' +
        'clock, no database, so that they are tested as tables.',
      severity: 'error',
      from: { path: '^src/server/(threads|transcript)/' },
      to: { pathNot: '^src/(protocol|server/$1)/' },
    },
    {
      name: 'codex-behind-the-server',
      comment: "Codex's own protocol with its exact words is an adapter: no other code may depend on its grammar.",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/server/(codex/|(server|main)\\.ts$)' },
      to: { path: '^src/server/codex/' },
    },
    {
      name: 'files-in-one-room',
      comment:
        'Everything in a Codex home is untrusted: each way to open, read or move a file is written, and checked, once.',
      severity: 'error',
      from: { path: '^src/server/', pathNot: '^src/server/files/' },
      to: { path: fileSystem },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: '^node_modules/' },
    exclude: { path: '^(dist|\\.cache|\\.artifacts)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
