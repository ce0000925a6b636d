'use strict';

const { execSync } = require('child_process');
const fs = require('fs');
const path = require('path');

if (process.platform === 'win32' || process.env.WSL_DISTRO_NAME) {
  const version = execSync('powershell.exe -NoProfile -Command "[Environment]::OSVersion.Version.Major"').toString().trim();
  fs.writeFileSync(path.join(__dirname, 'version.txt'), version);
}
