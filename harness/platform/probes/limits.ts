// How long the doctor waits, in milliseconds in which its probing processes could run: a crowded machine takes
// longer, and nothing is unknown for that.

export interface DoctorLimits {
  /** One answer of a probing process, its start included; then it is killed, and a fresh one takes its place. */
  answerMs: number;
  /** How long a lock may outlive its SIGKILLed holder before it counts as not freed. */
  freedMs: number;
  /** Probes in a row without an answer, after which no more are asked: a doctor that hangs helps nobody. */
  silentMax: number;
}

export const defaultLimits: DoctorLimits = { answerMs: 5_000, freedMs: 800, silentMax: 3 };
