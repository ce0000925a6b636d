import { readFileSync } from 'node:fs';
import process from 'node:process';

interface Settings {
  proxy?: string;
  quiet?: boolean;
}

export function readSettings(path: string): Settings {
  return JSON.parse(readFileSync(path, 'utf8')) as Settings;
}

/** Makes all that asks the environment go out where the settings say. */
export function apply(settings: Settings): void {
  const { proxy } = settings;
  for (const name of ['http_proxy', 'HTTP_PROXY']) {
    delete process.env[name];
  }
  if (proxy) {
    process.env.HTTPS_PROXY = proxy;
  }
}
