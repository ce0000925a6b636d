export default class Practice {
  readonly supervisor: string = 'spine@posture-lab.example';

  plan(exercises: string[]): string {
    return exercises.map((name, day) => `Day ${day + 1}: ${name}, three times`).join('\n');
  }
}
