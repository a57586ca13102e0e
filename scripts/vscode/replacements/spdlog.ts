// Replaces @vscode/spdlog, the native logger: same interface, appends each line at once, no rotation.
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

export class Logger {
  private level = 2;
  private raw = false;

  constructor(
    _kind: string,
    _name: string,
    private readonly file: string,
  ) {}

  trace(message: string): void {
    this.write(0, message);
  }
  debug(message: string): void {
    this.write(1, message);
  }
  info(message: string): void {
    this.write(2, message);
  }
  warn(message: string): void {
    this.write(3, message);
  }
  error(message: string): void {
    this.write(4, message);
  }
  critical(message: string): void {
    this.write(5, message);
  }

  getLevel(): number {
    return this.level;
  }
  setLevel(level: number): void {
    this.level = level;
  }
  /** Output channels write unformatted text. */
  clearFormatters(): void {
    this.raw = true;
  }
  setPattern(): void {
    /* one format for all */
  }
  flush(): void {
    /* nothing is held back */
  }
  drop(): void {
    /* no file is held open */
  }

  private write(level: number, message: string): void {
    if (level < this.level) return;
    const at = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(this.file, this.raw ? message : `${at} [${levels[level]}] ${message}\n`);
  }
}

function create(name: string, file: string): Promise<Logger> {
  mkdirSync(path.dirname(file), { recursive: true });
  return Promise.resolve(new Logger('', name, file));
}

export const createRotatingLogger = create;
export const createAsyncRotatingLogger = create;
export const version = 0;
export function setLevel(): void {
  /* each logger has its own */
}
export function setFlushOn(): void {
  /* nothing is held back */
}
