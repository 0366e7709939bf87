// How long the doctor waits, in milliseconds. All of it fits into five seconds; a crowded machine may need
// more.

export interface DoctorLimits {
  /** Probes not begun by then are `unknown`: a doctor that hangs helps nobody. */
  allMs: number;
  /** One answer of a probing process, its start included; then it is killed. */
  answerMs: number;
  /** How long a lock may outlive its SIGKILLed holder before it counts as not freed. */
  freedMs: number;
}

export const defaultLimits: DoctorLimits = { allMs: 3_500, answerMs: 1_000, freedMs: 800 };
