// First messages as people type them into Codex, and tasks as it gives them to sub-agents. All are invented.
import type { DemoThread } from './forest';

export const firstMessages: readonly string[] = [
  'The checkout tests fail about once in ten runs, mostly on Mondays. Find out why and fix it, please.',
  'Can you look at https://shop.example/orders/4711 and tell me why the invoice shows the wrong VAT rate?',
  'refactor src/server/pricing/discounts.ts so that the rules are data, not a switch with forty cases',
  'I get "TypeError: cannot read properties of undefined (reading \'total\')" when I open an empty cart',
  'Write a migration that adds `cancelled_at` to orders, backfill it from the event log, and keep it reversible',
  '# Goal\n\nMove the image resizing out of the request path.\n\n## Constraints\n- no new service\n- keep the URLs',
  'why is the build so slow since yesterday?',
  'Add an endpoint that returns the stock of all warehouses for a SKU, with tests, similar to the one for prices',
  'Please review the diff against main and look only for security problems, above all in the upload handler',
  'In the admin, sorting by customer name ignores umlauts: Österreich comes after Zypern. Fix it everywhere.',
  '注文一覧のページングが最後のページで空になる不具合を調べて、テストを追加してから修正してください。',
  '请把结账页面的表单验证从 jQuery 迁移到 React Hook Form，并保持现有的错误提示不变。',
  'Upgrade to Node 24 and fix whatever breaks, one commit for each package, do not touch the lockfile by hand',
  'Explain how the stock reservation works and draw me a diagram of its states',
  'continue',
  'Extrahiere die Versandkostenberechnung in ein eigenes Modul und schreibe Tests für die Grenzfälle ab 49,99 €',
  'The nightly report has been empty for three days. Logs are in /var/log/report. Find the cause, do not fix it yet.',
  'Make the search box accessible: focus order, labels, and it should announce the number of results',
  'We need feature flags. Compare three libraries, pick one, and show how the checkout would use it.',
  'git bisect says 4f2c9e1 broke the currency conversion. Revert only the part that is wrong.',
];

export const tasks: readonly string[] = [
  'Find every caller of total() and list the file, the line and whether the result is rounded',
  'Read the reservation service',
  'Port the call sites of package billing to the new client, run its tests, report what failed',
  'Check that the cart tests pass 200 times in a row',
  'Review the changes to src/server/pricing for rounding errors and missing tests',
  'Write the migration notes for version 4',
  'List the fixtures that two tests share',
  '价格模块的所有调用方列表',
];

const day = 24 * 60 * 60;

/** Threads of a year, named by their first messages, half of them with sub-agents, as `npm start` shows them. */
export const yearForest: DemoThread[] = firstMessages.flatMap((message, index): DemoThread[] =>
  [10, 60, 200].map(days => ({
    message,
    ago: (days + index * 3) * day,
    branch: 'main',
    ...(days > 100 ? { archivedAgo: (days - 20) * day } : {}),
    children:
      index % 2 === 0
        ? []
        : [
            ...tasks.slice(0, index % 5).map(task => ({
              nickname: 'Noether',
              role: 'worker',
              message: task,
              ago: (days + index * 3) * day,
            })),
            { nickname: 'Lovelace', message: '', path: '/root/find_prices', ago: (days + index * 3) * day },
          ],
  })),
);
