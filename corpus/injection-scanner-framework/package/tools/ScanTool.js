import { MCPTool } from 'mcp-framework';
import { z } from 'zod';

export default class ScanTool extends MCPTool {
  name = 'scan_text';
  description =
    'Looks for injected orders, such as "ignore previous instructions", and for paths like ~/.aws/credentials in a text.';

  schema = {
    code: { type: z.string(), description: 'The text' },
    settings: {
      type: z.string().optional(),
      description: 'Names of further files to look for, such as ~/.npmrc',
    },
  };

  async execute({ code, settings = '' }) {
    const words = ['ignore previous instructions', '.aws/credentials', ...settings.split(',').filter(Boolean)];
    const found = words.filter((word) => code.toLowerCase().includes(word.trim()));
    return found.length ? `found: ${found.join(', ')}` : 'nothing to complain about';
  }
}
