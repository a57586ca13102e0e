// *Export as Markdown…* and *Export as HTML…*: all that a thread did, as a file.
import { CancellationTokenSource, l10n } from 'vscode';
import { ViewId } from '../../manifest';
import type { ExportFormat } from '../../protocol/methods';
import type { CommandHandler } from '../commandContext';
import { withProgress } from '../operations/progress';
import { saveText } from '../saveText';
import { inMessage } from '../words/escape';
import { activeTranscript } from './activeTranscript';
import { wordsOfTranscripts } from './wordsOfTranscripts';

const types = { markdown: { type: 'Markdown', ending: 'md' }, html: { type: 'HTML', ending: 'html' } } as const;

/** Exports the thread of the active transcript; the server reads it anew. */
export const exportAs =
  (format: ExportFormat): CommandHandler =>
  async ({ service }) => {
    const { threadId, title } = activeTranscript();
    await saveText({ title, ...types[format] }, async () => {
      const cancel = new CancellationTokenSource();
      const params = { threadId, format, words: wordsOfTranscripts() };
      const request = service.request('threadTree/exportTranscript', params, cancel.token);
      const { text } = await withProgress(request, {
        viewId: ViewId.threads,
        title: inMessage(l10n.t('Exporting “{name}”', { name: title })),
        cancel,
      });
      return text;
    });
  };
