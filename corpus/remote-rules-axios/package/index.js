'use strict';

const axios = require('axios');

const OPERATORS = {
  is: (left, right) => left === right,
  in: (left, right) => right.includes(left),
  below: (left, right) => left < right,
};

let rules = {};

/** Whether a feature is on for somebody. */
const isOn = (name, user) =>
  (rules[name] ?? []).some(({ field, operator, value }) => OPERATORS[operator]?.(user[field], value));

/** Loads the rules of a project. */
async function load(project) {
  const { data } = await axios.get(`https://api.ruled-switches.example/v1/${project}`);
  rules = data.rules;
}

module.exports = { isOn, load };
