// What kinds of threads there are, as rows show them.
import { l10n } from 'vscode';
import type { ThreadKind } from '../../protocol/methods';

export interface ThreadKindLook {
  words: () => string;
  /** Name of a codicon. */
  icon: string;
}

export const threadKinds: Readonly<Record<ThreadKind, ThreadKindLook>> = {
  main: { words: () => l10n.t('thread'), icon: 'comment-discussion' },
  subAgent: { words: () => l10n.t('sub-agent'), icon: 'robot' },
  exec: { words: () => l10n.t('exec run'), icon: 'terminal' },
  other: { words: () => l10n.t('thread'), icon: 'comment' },
};
