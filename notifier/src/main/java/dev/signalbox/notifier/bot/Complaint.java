package dev.signalbox.notifier.bot;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A reason for which a service does not take a message, read from the words of its answer. One
/// code may mean several of them; the words, in English or Chinese, are more exact. Sources: the
/// services' lists of error codes, and answers that users of their robots report.
enum Complaint {
    /// The robot is sent too much at present.
    TOO_FAST(
            "too fast|too many (?:requests?|messages?)|too frequent|throttl|暂时禁用"
                    + "|(?:rate|quota|freq(?:uency)?)(?: is)? exceeded|(?:frequency|freq|rate|concurrent|qps)\\b.{0,20}limit"
                    + "|limit.{0,20}\\b(?:frequency|freq|rate|qps)\\b|flow control"
                    + "|[太过]快|(?:请求|消息|次数|调用|发送).{0,4}[过太]多|[访请][问求]量过大|频繁|频率|频次|限流|流控|超过.{0,4}(?:次数|调用).{0,4}限制|调用超过限制"),
    /// The signature is made with another key, or is of another time: the words do not say which.
    SIGNATURE_OR_CLOCK(
            "sign.{0,10}(?:fail|mismatch|not match).{0,24}(?:timestamp|时间戳)"
                    + "|签名.{0,10}或.{0,6}(?:时间戳|timestamp)"),
    /// The signature is made with another key.
    SIGNATURE(
            "sign(?:ature)?\\b.{0,16}(?:not match|match fail|mismatch|invalid|verif)"
                    + "|(?:invalid|wrong) sign|(?:签名|加签).{0,6}(?:不匹配|不正确|不一致|错误|无效|校验|验证)"),
    /// The signature is of another time than the service's.
    CLOCK(
            "(?:invalid|expired|illegal) timestamp|timestamp.{0,10}(?:invalid|expired|illegal|not within|out of)"
                    + "|sign(?:ature)?.{0,10}expired|签名.{0,4}过期|时间戳.{0,4}(?:无效|过期|超时|不合法|错误|不正确)"),
    /// The robot wants a signature, and there is none.
    UNSIGNED(
            "(?:sign|signature|timestamp)\\b.{0,4}(?: is)? (?:required|missing|empty)"
                    + "|(?:missing|no|need|require) (?:a )?(?:sign|signature|timestamp)\\b"
                    + "|(?:缺少|缺失|没有|未携带|必须带有).{0,4}(?:签名|时间戳)"),
    /// The text holds none of the robot's keywords.
    KEYWORD(
            "key ?words? not|(?:未|没有|不|没).{0,4}(?:匹配|命中).{0,6}关键[词字]|关键[词字].{0,6}(?:不匹配|未|没有|不存在|不包含)|(?:未|没有|不)包?含.{0,6}关键[词字]"),
    /// The robot takes messages from other addresses only.
    ADDRESS(
            "not in (?:the )?whitelist|ip not allow|not allow.{0,20} ip\\b|\\bip\\b.{0,20}(?:denied|forbidden|rejected|refused)"
                    + "|ip.{0,8}不在.{0,12}(?:内|中|里)|不在.{0,6}白名单|白名单.{0,6}(?:外|限制)"),
    /// There is no such robot.
    NO_ROBOT(
            "token.{0,12}(?:not exist|invalid|illegal)|invalid (?:access.?)?token|invalid webhook"
                    + "|invalid param '?key|(?:robot|bot).{0,8}not (?:exist|found)"
                    + "|(?:不存在|无效|不合法)的? ?(?:access.?)?token|token.{0,4}(?:不存在|无效|不合法|错误)|机器人.{0,4}(?:不存在|已?被?(?:移除|删除))|缺少参数 ?access_token"),
    /// The robot is there, and switched off.
    STOPPED(
            "(?:robot|bot)\\b.{0,16}(?:stopped|disabled|not (?:enabled|activated))"
                    + "|机器人.{0,6}(?:停用|禁用|未启用)"),
    /// The group is gone, or the robot is no longer in it.
    NO_GROUP(
            "(?:robot|bot).{0,8}not in|\\bout of the (?:chat|group)|(?:chat|group).{0,12}(?:dissolved|disbanded)|群.{0,4}解散|不在群"),
    /// The message is longer than the service takes.
    TOO_LONG(
            "too (?:long|large|big)|exceeds? .{0,12}(?:max|length|size|[0-9]+ ?(?:k?bytes|kb))"
                    + "|(?:length|size).{0,40}(?:exceed|limit|invalid|illegal)|over.{0,6}max"
                    + "|[超过]长|[过太]大|超过 ?[0-9.,]+ ?(?:k?b\\b|k?bytes|字节)|(?:大小|长度).{0,6}(?:不合法|超|限制|不正确|错误)"),
    /// The text or its links are found unsuitable.
    UNSUITABLE(
            "unsafe|sensitive|unsuitable|inappropriate|敏感|违规|不合适|不安全|不适当|not pass.{0,10}audit|审[核查].{0,4}(?:不|未)通过"),
    /// The message has another form than the service reads.
    FORM(
            "params? (?:error|invalid)|invalid (?:request )?param|missing param|invalid .{0,20}(?:type|size|length|format|id)\\b"
                    + "|md5 not match|too many (?:elements|components)|is missing|fail(?:ed)? to parse|parse .{0,12}err"
                    + "|(?:create|invalid).{0,12}card|empty (?:content|text)|(?:content|text) is empty"
                    + "|invalid (?:message|msg_?) ?type|unsupported (?:message|msg_?) ?type|data format error"
                    + "|缺少.{0,20}参数|缺少参数|不合法的.{0,8}(?:参数|类型|大小|长度|格式)|非法字符|解析.{0,12}(?:错误|失败)"
                    + "|参数.{0,6}(?:错误|不准确|无效|不合法|不正确)|不支持的? ?(?:消息类型|msgtype)|格式.{0,4}(?:错误|不正确)|内容.{0,4}为空"),
    /// The service cannot do it at present.
    BUSY(
            "busy|internal (?:server )?error|try (?:it )?(?:again )?later|timed? ?out|unavailable|系统(?:繁忙|错误|异常)|稍后|超时");

    /// What follows the description of what is wrong: advice, ids and addresses.
    private static final Pattern REST =
            Pattern.compile("; ?(?:solution|link) ?[:：]|[;；] ?解决方案|, ?hint ?:|, ?from ip ?:");

    private final Pattern words;

    Complaint(String words) {
        this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    }

    /// The complaint that the words of an answer are about; null where they say nothing known.
    static @Nullable Complaint in(String words) {
        String description = REST.split(words, 2)[0];
        for (Complaint complaint : values()) {
            if (complaint.words.matcher(description).find()) {
                return complaint;
            }
        }
        return null;
    }
}
