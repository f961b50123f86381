/** What lists and their filters say, in Chinese. */
export default {
  'list.allBuses': '全部事件总线',
  'list.rule': '规则',
  'list.target': '目标',
  'list.clear': '清除筛选条件',
  'list.backTo': '已查找至 {time}，本次查询时间已用完。',
  'list.goOn': '继续向前查找',
  'list.end': '已全部显示。',
};
