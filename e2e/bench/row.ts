/** One line of the table: today's figure beside what it is held against, and whether the gate is met. */
export interface Row {
  readonly number: number
  readonly what: string
  readonly today: string
  readonly baseline: string
  readonly gate: string
  readonly passes: boolean
}
