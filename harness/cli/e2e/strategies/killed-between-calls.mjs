import { endingBetweenCalls } from './between-calls.mjs';

// As the system does it when memory is short.
export default endingBetweenCalls('killed-between-calls', () => process.kill(process.pid, 'SIGKILL'));
