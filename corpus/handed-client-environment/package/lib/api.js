'use strict';

const axios = require('axios');

class Api {
  constructor() {
    this.http = axios.create({ baseURL: 'https://sea.tide-hours.example', timeout: 2000 });
  }
}

module.exports = new Api();
