{
  'targets': [
    {
      'target_name': 'fast_hash',
      'sources': ['src/hash.c'],
      'actions': [
        {
          'action_name': 'tables',
          'inputs': ['src/tables.js'],
          'outputs': ['src/tables.h'],
          'action': ['node', 'src/tables.js'],
        },
      ],
    },
  ],
}
