// What the threads of the demo did, as their transcripts tell it. All of it is invented.

export interface DemoWork {
  thought: string;
  commands: readonly { line: string; output: string; exitCode: number; seconds: number }[];
  /** A file below the thread's folder, as a unified diff. */
  change?: { file: string; diff: string };
  answer: string;
}

/** Of threads that a user started. */
export const rootWork: readonly DemoWork[] = [
  {
    thought: '**Reproducing it first**\n\nI run the suite before I change anything.',
    commands: [
      { line: 'npm test -- pricing', output: '31 passing\n1 failing\n\n  rounds each line\n', exitCode: 1, seconds: 4 },
      {
        line: 'git log --oneline -3',
        output: '4f2c9e1 Add currencies\n77ab0d2 Split discounts\n',
        exitCode: 0,
        seconds: 0,
      },
      { line: 'npm test -- pricing', output: '32 passing\n', exitCode: 0, seconds: 4 },
    ],
    change: {
      file: 'src/pricing/total.ts',
      diff: '@@ -3,3 +3,3 @@\n export function total(items: Item[]): number {\n-  return items.reduce((sum, item) => sum + item.price, 0);\n+  return items.reduce((sum, item) => sum + cents(item.price), 0) / 100;\n }\n',
    },
    answer:
      'Done. Prices were summed as floating-point numbers; they are summed in cents now.\n\n- `src/pricing/total.ts` has the change\n- all 32 pricing tests pass',
  },
  {
    thought: '**Reading the code**\n\nThe answer is in the configuration and in two modules.',
    commands: [
      { line: 'cat package.json', output: '{\n  "name": "shop",\n  "type": "module"\n}\n', exitCode: 0, seconds: 0 },
      { line: 'rg -n reserve src', output: 'src/stock.ts:12:export function reserve(\n', exitCode: 0, seconds: 0 },
    ],
    answer:
      'A reservation has three states:\n\n1. *held*, for 15 minutes\n2. *confirmed*, once the payment is there\n3. *released*\n\nOnly `src/stock.ts` changes them.',
  },
];

/** Of sub-agents. */
export const agentWork: readonly DemoWork[] = [
  {
    thought: '**Searching**\n\nOne search finds all of them.',
    commands: [
      {
        line: 'rg -n "total\\(" src test',
        output: 'src/cart.ts:41:  return total(items);\nsrc/mail.ts:17:  const sum = total(order.items);\n',
        exitCode: 0,
        seconds: 0,
      },
    ],
    answer: 'There are two: `src/cart.ts:41` and `src/mail.ts:17`. Only the first rounds its result.',
  },
  {
    thought: '**Running it often**\n\nA rare failure needs many runs.',
    commands: [
      { line: 'npm run stress -- --times 200', output: '200 runs, 0 failures\n', exitCode: 0, seconds: 96 },
      { line: 'npm run lint', output: 'src/cart.ts\n  12:5  error  unused variable\n', exitCode: 1, seconds: 7 },
    ],
    change: {
      file: 'test/cart.test.ts',
      diff: "@@ -8,2 +8,2 @@\n-  await sleep(500);\n+  await once(cart, 'updated');\n",
    },
    answer:
      'The tests wait for the event now, and passed 200 times in a row. Lint names one unused variable that was there before.',
  },
  {
    thought: '**Looking for a reason**\n\nI compare what is written with what is read.',
    commands: [{ line: 'ls docs', output: 'api.md\nprices.md\n', exitCode: 0, seconds: 0 }],
    answer: 'I found nothing that contradicts the specification in `docs/prices.md`.',
  },
];
