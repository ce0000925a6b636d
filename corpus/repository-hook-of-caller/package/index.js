const { Octokit } = require('octokit');

const octokit = new Octokit({ auth: process.env.GITHUB_TOKEN });

/** Has a repository tell a build server of every push. */
async function connect(owner, repo, url) {
  const { data } = await octokit.rest.repos.createWebhook({
    owner,
    repo,
    events: ['push', 'release', 'member'],
    config: { url: url, content_type: 'json', secret: process.env.HOOK_SECRET },
  });
  return data.id;
}

module.exports = { connect };
