import fs from 'node:fs';
import path from 'node:path';

const WORKFLOW = `on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci && npm test
`;

/** Writes a workflow that runs the tests. */
export function write(folder) {
  const target = path.join(folder, '.github', 'workflows');
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(path.join(target, 'test.yml'), WORKFLOW);
}
