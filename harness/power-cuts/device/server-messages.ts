// What the server of a disk says to the process that started it.
export type ServerMessage = { say: 'listening' } | { say: 'marked' };
