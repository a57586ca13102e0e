// The extension's icons: what the marketplace and the activity bar require.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/vscode/paths';

const media = path.join(projectRoot, 'media');

describe('Icons', () => {
  it('the marketplace’s is a PNG of 256 by 256', () => {
    const png = readFileSync(path.join(media, 'icon.png'));
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    // The header chunk comes first: width and height, big-endian.
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
  });

  it('the activity bar’s is a 24 by 24 outline without a colour: VS Code uses it as a mask', () => {
    const svg = readFileSync(path.join(media, 'threads.svg'), 'utf8');
    assert.match(svg, /^<svg [^>]*width="24" height="24" viewBox="0 0 24 24"/);
    const colours = [...svg.matchAll(/\b(?:fill|stroke|color|stop-color)="([^"]+)"/g)].map(match => match[1]);
    assert.deepEqual([...new Set(colours)].sort(), ['currentColor', 'none']);
    assert.doesNotMatch(svg, /style=|<style|#[0-9a-f]{3}|rgb\(/i);
  });
});
