const { OpenAI } = require('openai');

const defaults = { maxRetries: 2, baseURL: process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1' };

class Summary {
  constructor(options = {}) {
    this.model = options.model ?? 'gpt-4o-mini';
    this.client = new OpenAI({ ...defaults, ...options.client });
  }

  async of(text) {
    const answer = await this.client.chat.completions.create({
      model: this.model,
      messages: [{ role: 'user', content: `Summarise:\n${text}` }],
    });
    return answer.choices[0].message.content;
  }
}

module.exports = { Summary };
