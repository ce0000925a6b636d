const HOST = 'https://api.github.com';

async function ask(path) {
  const response = await fetch(`${HOST}${path}`, {
    headers: { accept: 'application/json', authorization: `Bearer ${process.env.GITHUB_TOKEN}` },
  });
  if (!response.ok) throw new Error(`the host of the code answered ${response.status}`);
  return response.json();
}

/** The packages of an organisation, with who may see each. */
export async function packagesOf(organisation) {
  const packages = await ask(`/orgs/${encodeURIComponent(organisation)}/packages?package_type=npm`);
  return packages.map(({ name, visibility }) => ({ name, visibility }));
}

/** Whether somebody is signed in. */
export const isSignedIn = () => Boolean(process.env.GITHUB_TOKEN);
