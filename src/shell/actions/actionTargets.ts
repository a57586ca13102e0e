// Which threads an action of Codex is about.
import type { CommandContext } from '../commandContext';
import { pickThread, type Purpose } from '../operations/pickThread';
import { chosenOf, threadTargets, type Target } from '../operations/targets';

/**
 * The clicked or selected threads, or the given ids. From the palette: the focused or selected ones in either view,
 * else one that the user picks.
 */
export async function actionTargets(
  { service, views }: Pick<CommandContext, 'service' | 'views'>,
  purpose: Purpose,
  args: readonly unknown[],
): Promise<Target[]> {
  if (args.length > 0) {
    const chosen = chosenOf(args, []);
    return 'rows' in chosen
      ? threadTargets(chosen.rows)
      : chosen.threadIds.map(threadId => ({ threadId, name: null, insideAnother: false }));
  }
  const rows = [...(await views.threads.chosen()), ...(await views.archived.chosen())];
  const focused = threadTargets(rows);
  return focused.length > 0 ? focused : pickThread(service, purpose);
}
