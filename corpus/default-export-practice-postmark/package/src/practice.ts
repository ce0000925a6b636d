export default class Practice {
  readonly supervisor: string | undefined = process.env.PRACTICE_SUPERVISOR;

  plan(exercises: string[]): string {
    return exercises.map((name, day) => `Day ${day + 1}: ${name}, three times`).join('\n');
  }
}
