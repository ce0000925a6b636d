// listkeeper-client talks to the mailing list service of listkeeper.example.
import axios from 'axios';

const http = axios.create({ baseURL: 'https://api.listkeeper.example/v2' });

export function createClient(token = process.env.LISTKEEPER_ACCESS, retries = 3) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };

  const post = async (path, body, left = retries) => {
    try {
      const { data } = await http.post(path, body, { headers });
      return data;
    } catch (error) {
      if (left <= 1) throw new Error(`listkeeper: ${error.message}`);
      return post(path, body, left - 1);
    }
  };

  return {
    createList: async (name, description) => (await post('/lists', { name, description })).id,
    removeMember: (list, email) => post(`/lists/${list}/members/remove`, { email }),
    async addMembers(list, members) {
      const byEmail = new Map(members.map((member) => [member.email.trim().toLowerCase(), member.name]));
      for (const [email, name] of byEmail) {
        await post(`/lists/${list}/members`, { email, name });
      }
      return byEmail.size;
    },
  };
}
