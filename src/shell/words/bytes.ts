// Sizes on disk, as people read them.
import { perLanguage } from './language';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const formats = perLanguage(language =>
  units.map(
    unit =>
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'byte' ? 'long' : 'short',
        // A decimal below 10 only.
        maximumFractionDigits: 0,
        maximumSignificantDigits: 2,
        roundingPriority: 'morePrecision',
      }),
  ),
);

/** `512 bytes`, `121 kB`, `1.2 GB`; a kilobyte has 1,024 bytes, as in the rest of VS Code. */
export function bytesInWords(bytes: number): string {
  // A size that would be rounded up to 1,024 kB is shown as 1 MB.
  const step = units.findIndex((_, at) => Math.round(bytes / 1024 ** at) < 1024);
  const at = step === -1 ? units.length - 1 : step;
  return (formats()[at] as Intl.NumberFormat).format(bytes / 1024 ** at);
}
