// VS Code's dialogs, notifications and pickers.
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually';

/** Resolves with the text of the modal dialog, once it is open. */
export async function dialogText(page: Page): Promise<string> {
  return (await page.getByRole('dialog').locator('.dialog-message-container').innerText()).trim();
}

/** Clicks a button of the modal dialog and waits until it is closed. */
export async function answerDialog(page: Page, button: string): Promise<void> {
  const dialog = page.getByRole('dialog').filter({ has: page.locator('.dialog-message-container') });
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** The notification that contains this text. */
export function notification(page: Page, text: string | RegExp): Locator {
  return page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
}

/**
 * Clicks a link of an editor until `opened` is there: VS Code looks for links when it has drawn the text. The click is
 * for the place: VS Code draws the line anew while Ctrl is down.
 */
export async function followLink(link: Locator, opened: Locator): Promise<void> {
  const { keyboard, mouse } = link.page();
  await eventually(async () => {
    if (!(await opened.isVisible())) {
      const place = await link.boundingBox({ timeout: 2000 });
      if (!place) throw new Error('the link is not on screen');
      const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
      await mouse.move(x, y);
      await keyboard.down('ControlOrMeta');
      await mouse.click(x, y);
      await keyboard.up('ControlOrMeta');
    }
    await opened.waitFor({ timeout: 2000 });
  });
}

/** Runs a command by its title in the command palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  await input.fill(`>${title}`);
  await page.locator('.quick-input-list').getByRole('option', { name: title }).first().click();
}

/** Puts the caret of the focused editor to the only place with this text. */
export async function goToText(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+F');
  const widget = page.locator('.find-widget.visible');
  await widget.locator('.find-part textarea').first().fill(text);
  await widget.locator('.matchesCount').getByText('1 of 1', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await widget.waitFor({ state: 'hidden' });
}

/** The picker that is open. */
export function picker(page: Page): Locator {
  return page.locator('.quick-input-widget').filter({ visible: true });
}

/** The picker's entry whose text contains this. */
export function pickerEntry(page: Page, text: string | RegExp): Locator {
  return picker(page).locator('.monaco-list-row').filter({ hasText: text });
}

/** Clicks a button of a notification. */
export async function answerNotification(page: Page, text: string | RegExp, button: string): Promise<void> {
  await notification(page, text).getByRole('button', { name: button, exact: true }).click();
}

/** Replaces the text in the open picker. */
export async function typeInPicker(page: Page, text: string): Promise<void> {
  await picker(page).locator('.quick-input-box input').fill(text);
}

/** The title of the picker. */
export function pickerTitle(page: Page): Locator {
  return picker(page).locator('.quick-input-title');
}
