// How long something took, as both sides write it: the server on pages of transcripts, the window in reports.

/** Makes the format of a language, a BCP 47 tag: `0.4s`, `12s`, `3m 20s`, `2h 5m`. Its values are milliseconds. */
export function createDurationFormat(language: string): (milliseconds: number) => string {
  const [second, minute, hour] = (['second', 'minute', 'hour'] as const).map(unit => {
    const format = new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'narrow',
      maximumFractionDigits: 1,
    });
    return (value: number): string => format.format(value);
  }) as [UnitFormat, UnitFormat, UnitFormat];
  return milliseconds => {
    const seconds = milliseconds / 1000;
    if (seconds < 9.95) return second(seconds);
    // Rounds first: 59.7 s is a minute.
    const whole = Math.round(seconds);
    if (whole < 60) return second(whole);
    const minutes = Math.floor(whole / 60);
    if (minutes < 60) return `${minute(minutes)} ${second(whole % 60)}`;
    return `${hour(Math.floor(minutes / 60))} ${minute(minutes % 60)}`;
  };
}

type UnitFormat = (value: number) => string;
