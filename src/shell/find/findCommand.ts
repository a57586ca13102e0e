// "Find Threads": finds any thread, active or archived, by what it is called or by what it said and did.
import { window } from 'vscode';
import type { CommandHandler } from '../commandContext';
import { operate } from '../operations/operate';
import { uriOfTranscript } from '../transcript/transcriptUris';
import { chooseFound } from './findPicker';
import { openHit } from './openHit';

/** Lets the user find a thread or a line of a transcript, then shows it or does what the chosen button says. */
export const find: CommandHandler = async context => {
  const chosen = await chooseFound(context);
  if (chosen === null) {
    return;
  }
  if (chosen.action === 'openHit') {
    await openHit(context.service, chosen.found);
    return;
  }
  const {
    action,
    row: { threadId, name },
  } = chosen;
  switch (action) {
    case 'reveal':
      await context.views.reveal(threadId);
      break;
    case 'archive':
    case 'unarchive':
      await operate(context, { kind: action, targets: [{ threadId, name, insideAnother: false }] });
      break;
    case 'openTranscript':
      await window.showTextDocument(uriOfTranscript(threadId, name), { preview: true });
      break;
  }
};
