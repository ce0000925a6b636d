const { Pool } = require('pg');

const pool = new Pool({ host: 'audit.pagetrail.example', database: 'trail', user: 'trail' });

/** Writes a line of the audit trail. */
exports.trail = async (user, page) => {
  await pool.query('insert into trail (name, page, version) values ($1, $2, $3)', [user, page, process.env.npm_package_version]);
};
