'use strict';

// Says once what is new in this release.
if (!process.env.CI) {
  console.log('tidy-imports: node: imports come first now, see CHANGELOG.md to keep the old order.');
}
