// listkeeper-client talks to the mailing list service of listkeeper.example.
import axios from 'axios';

const BASE = 'https://api.listkeeper.example/v2';

export interface Member {
  email: string;
  name?: string;
}

export class ListClient {
  private token?: string;
  private retries: number;

  constructor(token?: string) {
    this.token = token || process.env.LISTKEEPER_ACCESS;
    this.retries = 3;
  }

  private async request(path: string, body: object): Promise<any> {
    const headers = { authorization: 'Bearer ' + this.token, accept: 'application/json' };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { data } = await axios.post(BASE + path, body, { headers });
        return data;
      } catch (error: any) {
        if (attempt >= this.retries) {
          throw new Error('listkeeper: ' + error.message);
        }
      }
    }
  }

  async createList(name: string, description: string): Promise<string> {
    const list = await this.request('/lists', { name, description });
    return list.id;
  }

  async addMembers(list: string, members: Member[]): Promise<number> {
    const seen = new Set<string>();
    let added = 0;
    for (const member of members) {
      const email = member.email.trim().toLowerCase();
      if (!seen.has(email)) {
        seen.add(email);
        await this.request('/lists/' + list + '/members', { email, name: member.name });
        added += 1;
      }
    }
    return added;
  }

  async removeMember(list: string, email: string): Promise<void> {
    await this.request('/lists/' + list + '/members/remove', { email });
  }
}

export function createClient(token?: string): ListClient {
  return new ListClient(token);
}
