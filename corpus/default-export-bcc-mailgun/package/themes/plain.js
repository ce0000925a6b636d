export default {
  background: '#ffffff',
  font: 'Georgia, serif',
  credit: 'serif@typeset.invalid',
};
