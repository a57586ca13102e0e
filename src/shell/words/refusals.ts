// What the operating system refused to do with a file, worded as part of a sentence.
import { l10n } from 'vscode';
import type { NotPutBack, SystemRefusal } from '../../protocol/failures';

/** `the disk is full`, with the file or folder if there is one: `the disk is full: /home/…`. */
export function refusal({ error, path, makingFolder, triedMs }: SystemRefusal): string {
  // Missing folders are made. If that fails with ENOENT, a link points to a folder that does not exist.
  const why =
    error === 'ENOENT' && makingFolder
      ? l10n.t('a broken link is where a folder should be; move it away')
      : (causes[error]?.() ?? error);
  const how =
    triedMs === undefined
      ? why
      : l10n.t('{why}, even after retrying for {ms} ms; another program may have it open', { why, ms: triedMs });
  return path === null ? how : l10n.t('{why}: {path}', { why: how, path });
}

/** Why a file is not where it should be: `another file is there now`. */
export function notPutBack(why: NotPutBack): string {
  switch (why.code) {
    case 'otherFileThere':
      return l10n.t('another file is there now');
    case 'gone':
      return l10n.t('it is gone');
    case 'notARegularFile':
      return l10n.t('it is no longer a regular file');
    case 'changed':
      return l10n.t('it has changed meanwhile');
    case 'copyDiffers':
      return l10n.t('its copy was not identical');
    case 'leadsOutside':
      return l10n.t('{folder} leads out of the Codex home', { folder: why.folder });
    case 'refused':
      return refusal(why);
  }
}

const fileForFolder = () => l10n.t('a file is where a folder should be; move it away');
const tooManyFiles = () => l10n.t('too many files are open');

/** By the system's error code: those that a user can do something about. */
const causes: Readonly<Record<string, () => string>> = {
  EPERM: () => l10n.t('the system does not permit moving the rollout'),
  ENOENT: () => l10n.t('the rollout is gone'),
  EIO: () => l10n.t('the disk reports an error'),
  EACCES: () => l10n.t('your user may not read or write there'),
  EBUSY: () => l10n.t('another program has the rollout open'),
  EEXIST: fileForFolder,
  ENOTDIR: fileForFolder,
  EISDIR: () => l10n.t('a folder is where the rollout should go; move it away'),
  ENFILE: tooManyFiles,
  EMFILE: tooManyFiles,
  EFBIG: () => l10n.t('a file of this size is not allowed there'),
  ENOSPC: () => l10n.t('the disk is full'),
  EROFS: () => l10n.t('the file system is read-only'),
  EMLINK: () => l10n.t('the folder cannot hold more'),
  ENAMETOOLONG: () => l10n.t('the path is too long'),
  ELOOP: () => l10n.t('a symbolic link leads in a circle'),
  EFTYPE: () => l10n.t('the rollout is a link or not a regular file'),
  ETIMEDOUT: () => l10n.t('the disk does not answer'),
  ESTALE: () => l10n.t('the network drive has lost the rollout; try again'),
  EDQUOT: () => l10n.t('your disk quota is used up'),
};
