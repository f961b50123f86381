/** What is said before and after a redrive, in Chinese. */
export default {
  'redrive.act': '重新投递',
  'redrive.title': '重新投递 {count} 条死信？',
  'redrive.none': '没有可以重新投递的死信。',
  'redrive.targets': '……以及另外 {count} 个目标。',
  'redrive.again': '此前已重新投递的死信将再次发送。',
  'redrive.willSkip': '{count} 条不会发送：',
  'redrive.more': '还有更多死信，其余的请再次执行重新投递。',
  'redrive.how': '每条死信按规则的当前配置投递，并重新计算重试次数。十天内重复送达只计费一次。',
};
