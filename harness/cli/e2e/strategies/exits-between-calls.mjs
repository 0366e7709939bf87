import { endingBetweenCalls } from './between-calls.mjs';

export default endingBetweenCalls('exits-between-calls', () => process.exit(5));
