// The threads of the demo home, as after a busy week with Codex. All names are invented.

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export interface DemoThread {
  /** The name that the user gave the thread. Without one, lists show the first message. */
  name?: string;
  /** The first message. */
  message: string;
  /** Seconds since the last activity. */
  ago: number;
  /** Seconds since it was archived, with its sub-agents. */
  archivedAgo?: number;
  branch?: string;
  folder?: string;
  /** How Codex was started; the kind of sub-agent when its parent is unknown. */
  source?: 'cli' | 'vscode' | 'exec' | 'review' | 'compact';
  children?: DemoAgent[];
}

/** A sub-agent that its parent spawned. */
export interface DemoAgent {
  nickname: string;
  role?: string;
  /** Empty for multi-agent v2, which records only the path. */
  message: string;
  path?: string;
  ago: number;
  /** The edge to its parent is closed: the agent has ended. */
  closed?: boolean;
  /** It was resumed after its parent had been archived. */
  stillActive?: boolean;
  children?: DemoAgent[];
}

/** `count` workers with names from the list, each with a numbered task. */
function workers(names: readonly string[], count: number, task: string, ago: number): DemoAgent[] {
  return Array.from({ length: count }, (_, i) => ({
    nickname: names[i % names.length] ?? '',
    role: 'worker',
    message: `${task} ${i + 1}`,
    ago: ago + i * minute,
    closed: i % 3 === 0,
  }));
}

const names = [
  'Ampere',
  'Avicenna',
  'Boole',
  'Carver',
  'Curie',
  'Dirac',
  'Erdos',
  'Faraday',
  'Galois',
  'Hopper',
  'Hypatia',
  'Kepler',
  'Leibniz',
  'Lovelace',
  'Maxwell',
  'Meitner',
  'Noether',
  'Pasteur',
  'Ramanujan',
  'Turing',
  'Volta',
  'Wegener',
];

export const demoForest: DemoThread[] = [
  {
    name: 'Fix the flaky checkout tests',
    message: 'The checkout tests fail about once in ten runs. Find out why and fix it.',
    ago: 2 * hour,
    branch: 'main',
    children: [
      {
        nickname: 'Peirce',
        role: 'explorer',
        message: 'Find every test that waits for a fixed time',
        ago: 2 * hour,
        children: [
          {
            nickname: 'Pauli',
            role: 'worker',
            message: 'Rewrite the cart tests to wait for events',
            ago: 2 * hour + 8 * minute,
            children: [
              { nickname: 'Lorentz', message: 'Check that the cart tests pass 200 times in a row', ago: hour },
            ],
          },
          {
            nickname: 'Socrates',
            role: 'worker',
            message: 'Rewrite the address form tests',
            ago: 2 * hour + 21 * minute,
          },
        ],
      },
      {
        nickname: 'Linnaeus',
        role: 'explorer',
        message: 'List the fixtures that two tests share',
        ago: 3 * hour,
        closed: true,
        children: [
          {
            nickname: 'Singer',
            role: 'worker',
            message: 'Give each test a database of its own',
            ago: 3 * hour - 9 * minute,
          },
        ],
      },
      {
        nickname: 'Euler',
        role: 'reviewer',
        message: 'Review the changes to the checkout tests',
        ago: 2 * hour + 2 * minute,
      },
    ],
  },
  {
    message: 'Why does the build need two runs?',
    ago: 5 * hour,
    branch: 'main',
    source: 'vscode',
  },
  {
    name: 'Upgrade the payment client',
    message: 'Move us to version 4 of the payment client, keep the refund path as it is.',
    ago: day + 2 * hour,
    branch: 'release',
    folder: '/home/dev/shop-api',
    children: [
      {
        nickname: 'Kepler',
        role: 'explorer',
        message: 'Where do we call the payment client?',
        ago: day + 4 * hour,
        closed: true,
        children: workers(names, 6, 'Port the call sites of package', day + 3 * hour),
      },
      {
        nickname: 'Noether',
        role: 'reviewer',
        message: 'Compare the error codes of versions 3 and 4',
        ago: day + 3 * hour,
      },
      {
        nickname: 'Hopper',
        role: 'worker',
        message: 'Write the migration notes',
        ago: day + 2 * hour,
        children: workers(['Boole', 'Curie', 'Dirac'], 3, 'Proof-read section', day + 2 * hour),
      },
    ],
  },
  {
    name: 'Nightly dependency report',
    message: 'Report outdated dependencies',
    ago: 2 * day,
    source: 'exec',
    branch: 'main',
  },
  {
    name: 'Dark theme for the order page',
    message: 'The order page ignores the dark theme.',
    ago: 3 * day,
    branch: 'ui/dark-orders',
    source: 'vscode',
  },
  {
    message: 'Explain how the stock reservation works and draw me a diagram of its states',
    ago: 6 * day,
    branch: 'main',
    children: [{ nickname: 'Turing', role: 'explorer', message: 'Read the reservation service', ago: 6 * day }],
  },
  { message: 'Review of the changes on main', ago: 2 * day, source: 'review' },
  { message: 'Review of the changes on release', ago: 4 * day, source: 'review' },
  { message: 'Summary of a long conversation', ago: 4 * day, source: 'compact' },
  { message: 'Summary of a long conversation', ago: 9 * day, source: 'compact' },
  {
    name: 'Rewrite the importer',
    message: 'The importer needs six hours for the catalogue. Rewrite it.',
    ago: 6 * day,
    archivedAgo: 5 * day,
    branch: 'importer',
    folder: '/home/dev/catalogue',
    children: [
      ...workers(names, 8, 'Port the importer of supplier', 6 * day).map(agent => ({
        ...agent,
        children: workers(names, 21, 'Port field', 6 * day),
      })),
      { nickname: 'Euler', role: 'reviewer', message: 'Compare old and new output', ago: 6 * day },
    ],
  },
  {
    name: 'Try the new date library',
    message: 'Can we replace our date helpers?',
    ago: 8 * day,
    archivedAgo: 7 * day,
    children: [
      {
        nickname: 'Hypatia',
        role: 'explorer',
        message: 'Measure the bundle with the new date library',
        ago: 4 * day,
        stillActive: true,
      },
      { nickname: 'Volta', role: 'worker', message: 'Replace the helpers in the calendar', ago: 8 * day },
    ],
  },
  {
    name: 'Rename the staging cluster',
    message: 'Rename staging to preview everywhere.',
    ago: 20 * day,
    archivedAgo: 18 * day,
    branch: 'main',
  },
];
