{
  'targets': [
    {
      'target_name': 'slow_hash',
      'sources': ['src/hash.cc'],
      'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
      'actions': [
        { 'action_name': 'tables', 'inputs': ['src/tables.js'], 'outputs': ['src/tables.h'], 'action': ['node', 'src/tables.js'] },
      ],
    },
  ],
}
