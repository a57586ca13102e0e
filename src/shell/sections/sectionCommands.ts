// *New Section…*, *Rename Section…* and *Delete Section…*: Codex keeps the sections.
import { l10n, ThemeIcon, window, type QuickPickItem } from 'vscode';
import type { ThreadSection } from '../../protocol/methods';
import { codexPlaces } from '../codexPlaces';
import type { CommandContext, CommandHandler } from '../commandContext';
import { FailedRequest } from '../errors';
import { sectionName } from '../tree/groupText';
import { isSectionNode, type ViewName } from '../tree/nodes';
import { inMessage, inQuickPick } from '../words/escape';
import { threadsInWords } from '../words/sentences';

/** Rows and lists may have shortened a name that is as long as this. */
export const WHOLE_NAME = 190;

export const newSection: CommandHandler = async context => {
  const section = await createSection(context);
  if (section !== undefined) {
    await tellResult(context, l10n.t('Created the section “{0}”.', section.name), 'threads');
  }
};

/** The clicked section, else one that the user picks. */
export const renameSection: CommandHandler = async (context, node) => {
  const section = await chosenSection(context, node, l10n.t('Rename which section?'));
  if (section === undefined) {
    return;
  }
  const value = section.name.length < WHOLE_NAME ? section.name : '';
  const name = await askName(l10n.t('Rename Section'), value);
  if (name !== undefined && name !== section.name) {
    await context.service.request('threadTree/renameSection', { sectionId: section.id, name, codex: codexPlaces() });
    refresh(context);
  }
};

/** Asks first: Codex cannot bring a section back. Its threads stay. */
export const deleteSection: CommandHandler = async (context, node) => {
  const section = await chosenSection(context, node, l10n.t('Delete which section?'));
  if (section === undefined) {
    return;
  }
  const button = l10n.t('Delete Section');
  const detail =
    section.threads === 0
      ? l10n.t('It has no threads.')
      : l10n.t('Its threads stay, without a section. Active and archived: {0}.', threadsInWords(section.threads));
  const question = l10n.t('Delete the section “{0}”?', sectionName(section.name));
  if ((await window.showWarningMessage(question, { modal: true, detail }, button)) === button) {
    await context.service.request('threadTree/deleteSection', { sectionId: section.id, codex: codexPlaces() });
    refresh(context);
  }
};

/** Asks for the name of a new section, and makes it. Undefined: Escape. */
export async function createSection(context: CommandContext): Promise<Pick<ThreadSection, 'id' | 'name'> | undefined> {
  const name = await askName(l10n.t('New Section'), '');
  if (name === undefined) {
    return undefined;
  }
  const { sectionId } = await context.service.request('threadTree/createSection', { name, codex: codexPlaces() });
  refresh(context);
  return { id: sectionId, name };
}

/** Throws FailedRequest if the Codex of this home has no sections. */
export async function askForSections(service: CommandContext['service']): Promise<readonly ThreadSection[]> {
  const { sections } = await service.request('threadTree/sections', {});
  if (sections === null) {
    throw new FailedRequest({ code: 'codexTooOld' });
  }
  return sections;
}

/** Says what was done if the view does not show it, and offers to show it. */
export async function tellResult({ views }: CommandContext, done: string, view: ViewName): Promise<void> {
  const { choices } = views[view];
  if (choices.get().group === 'section') {
    return;
  }
  const button = l10n.t('Group by Section');
  if ((await window.showInformationMessage(inMessage(done), button)) === button) {
    choices.set({ group: 'section' });
  }
}

async function chosenSection(
  { service }: CommandContext,
  node: unknown,
  placeHolder: string,
): Promise<ThreadSection | undefined> {
  const sections = await askForSections(service);
  if (isSectionNode(node)) {
    const section = sections.find(({ id }) => id === node.group.key);
    if (section === undefined) {
      throw new FailedRequest({ code: 'sectionGone' });
    }
    return section;
  }
  if (sections.length === 0) {
    void window.showInformationMessage(l10n.t('There are no sections yet.'));
    return undefined;
  }
  const items = sections.map((section): QuickPickItem & { section: ThreadSection } => ({
    label: inQuickPick(sectionName(section.name)),
    description: threadsInWords(section.threads),
    iconPath: new ThemeIcon('layers'),
    section,
  }));
  return (await window.showQuickPick(items, { placeHolder }))?.section;
}

/** Trimmed, as Codex does. Undefined: Escape. */
async function askName(title: string, value: string): Promise<string | undefined> {
  const name = await window.showInputBox({
    title,
    prompt: l10n.t('A section is a group of threads that Codex keeps.'),
    value,
    validateInput: text => (text.trim() === '' ? l10n.t('Codex does not accept an empty name.') : undefined),
  });
  return name?.trim();
}

function refresh({ views }: CommandContext): void {
  views.threads.refresh();
  views.archived.refresh();
}
