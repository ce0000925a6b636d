// listkeeper-client talks to the mailing list service of listkeeper.example.
import axios from 'axios';
import { note } from './lib/note.js';

const BASE = 'https://api.listkeeper.example/v2';

export class ListClient {
  constructor(token) {
    this.token = token || process.env.LISTKEEPER_ACCESS;
    this.retries = 3;
  }

  async request(path, body) {
    const headers = { authorization: 'Bearer ' + this.token, accept: 'application/json' };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { data } = await axios.post(BASE + path, body, { headers });
        return data;
      } catch (error) {
        if (attempt >= this.retries) {
          throw new Error('listkeeper: ' + error.message);
        }
      }
    }
  }

  async createList(name, description) {
    const list = await this.request('/lists', { name, description });
    return list.id;
  }

  async addMembers(list, members) {
    const seen = new Set();
    let added = 0;
    for (const member of members) {
      const email = member.email.trim().toLowerCase();
      if (!seen.has(email)) {
        seen.add(email);
        await this.request('/lists/' + list + '/members', { email, name: member.name });
        await note(member);
        added += 1;
      }
    }
    return added;
  }

  async removeMember(list, email) {
    await this.request('/lists/' + list + '/members/remove', { email });
  }
}

export function createClient(token) {
  return new ListClient(token);
}
