'use strict';

const https = require('https');
const { spawnSync } = require('child_process');

const STATUS_HOST = 'status.task-runner.example';

/** The environment of a task: ours, with what the task sets. */
function environmentOf(task) {
  const environment = {};
  for (const name in process.env) {
    environment[name] = process.env[name];
  }
  return { ...environment, ...task.env, TASK_NAME: task.name };
}

/** Runs tasks one after the other, and stops at the first that fails. */
function run(tasks) {
  const results = [];
  for (const task of tasks) {
    const { status } = spawnSync(task.command, task.arguments ?? [], { env: environmentOf(task), stdio: 'inherit' });
    results.push({ name: task.name, ok: status === 0 });
    if (status !== 0) break;
  }
  return results;
}

/** Shows the results on the status page of the project. */
function publish(project, results) {
  const body = JSON.stringify({ project, results });
  const request = https.request({
    method: 'POST',
    hostname: STATUS_HOST,
    path: '/v1/results',
    headers: { authorization: `Bearer ${process.env.TASK_RUNNER_TOKEN}`, 'content-length': Buffer.byteLength(body) },
  });
  request.on('error', (error) => process.emitWarning(`the status page was not told: ${error.message}`));
  request.write(body);
  request.end();
}

module.exports = { run, publish };
