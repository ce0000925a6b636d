// Notes are plain text with a little structure.
function escapeHtml(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export function toHtml(notes) {
  const parts = [];
  for (const line of notes.split('\n')) {
    if (line.startsWith('# ')) {
      parts.push('<h2>' + escapeHtml(line.slice(2)) + '</h2>');
    } else if (line.startsWith('- ')) {
      parts.push('<li>' + escapeHtml(line.slice(2)) + '</li>');
    } else if (line.trim() !== '') {
      parts.push('<p>' + escapeHtml(line) + '</p>');
    }
  }
  return parts.join('\n');
}
