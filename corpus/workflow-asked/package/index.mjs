import { writeFile } from 'node:fs/promises';

/** Begins a pipeline that runs the tests. */
export async function init(image) {
  await writeFile('.gitlab-ci.yml', ['image: ' + image, 'test:', '  script:', '    - npm test', ''].join('\n'));
}
