// Where the words of a filter occur in a name. Compares like the thread server: in any order, case and width.

/** Start and end of each match in UTF-16 units, in order, without overlaps. */
export function highlights(name: string, filter: string): [number, number][] {
  let folded = '';
  // For each unit of the folded text, where its character begins in the name; last, the end of the name.
  const origins: number[] = [];
  let at = 0;
  for (const character of name) {
    const plain = fold(character);
    folded += plain;
    origins.push(...Array.from(plain, unit => Array<number>(unit.length).fill(at)).flat());
    at += character.length;
  }
  origins.push(at);

  const found: [number, number][] = [];
  for (const word of new Set(
    fold(filter)
      .split(/\s+/)
      .filter(part => part !== ''),
  )) {
    for (let start = folded.indexOf(word); start !== -1; start = folded.indexOf(word, start + word.length)) {
      const last = origins[start + word.length - 1] ?? at;
      const end = origins.slice(start + word.length).find(origin => origin > last) ?? at;
      found.push([origins[start] ?? at, end]);
    }
  }
  return merge(found.sort(([a], [b]) => a - b));
}

/** As the server compares texts. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}

function merge(ranges: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) {
      last[1] = Math.max(last[1], end);
    } else {
      merged.push([start, end]);
    }
  }
  return merged;
}
