/** What lists and their filters say, in English. */
export default {
  'list.allBuses': 'All buses',
  'list.rule': 'Rule',
  'list.target': 'Target',
  'list.clear': 'Clear the filter',
  'list.backTo': 'Looked back to {time}; there was no time for more.',
  'list.goOn': 'Look further back',
  'list.end': 'That is all.',
};
