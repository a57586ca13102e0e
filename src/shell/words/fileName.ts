/** A title as the name of a file, without what some file system refuses. `ending`: with its dot. */
export function fileName(title: string, ending: string): string {
  const name = title
    .slice(0, 100)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*#%]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `${name}${ending}`;
}
