import type { CommandHandler } from './commandContext';

export const showLog: CommandHandler = ({ log }) => log.show();
