const REGISTRY = 'https://api.github.com';

async function ask(path) {
  const response = await fetch(`${REGISTRY}${path}`, {
    headers: { accept: 'application/json', authorization: `Bearer ${process.env.GITHUB_TOKEN}` },
  });
  if (!response.ok) throw new Error(`the registry answered ${response.status}`);
  return response.json();
}

/** The packages of a team, with what it may do with each. */
export async function packagesOf(organisation, team) {
  const access = await ask(`/-/team/${encodeURIComponent(organisation)}/${encodeURIComponent(team)}/package`);
  return Object.entries(access).map(([name, permission]) => ({ name, permission }));
}

/** Whether somebody is signed in. */
export const isSignedIn = () => Boolean(process.env.GITHUB_TOKEN);
