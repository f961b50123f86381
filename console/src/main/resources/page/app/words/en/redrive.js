/** What is said before and after a redrive, in English. */
export default {
  'redrive.act': 'Redrive',
  'redrive.title': 'Redrive {count} dead {count:letter|letters}?',
  'redrive.none': 'There is nothing to redrive here.',
  'redrive.targets': '… and {count} more {count:target|targets}.',
  'redrive.again': 'Those that were redriven before are sent once more.',
  'redrive.willSkip': '{count} {count:is|are} not sent:',
  'redrive.more': 'There are more than these. Redrive again for the rest.',
  'redrive.how': 'Each goes to its target as the rule is now, with all its attempts again. What is delivered twice within ten days is counted once.',
};
