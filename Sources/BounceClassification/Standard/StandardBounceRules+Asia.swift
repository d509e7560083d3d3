extension StandardBounceRules {
    /// Yandex, mail.ru and words in Russian.
    static let russian = """
        provider yandex
            hosts  *.yandex.ru, *.yandex.net, *.yandex.com
            signs  "yandex.ru", "yandex.com", "yandex.net"
        provider mailru
            hosts  *.mail.ru, *.mxs.mail.ru
            signs  "mail.ru", "help.mail.ru"

        rule yandex-spam means spamContent
            provider  yandex
            says      "message rejected under suspicion of spam", "suspicion of spam", "spam message"
            rank      3
            source    Yandex Mail help, "Message delivery errors"
        rule yandex-policy means policyViolation
            provider  yandex
            says      "policy rejection", "blocked security"
            source    Yandex Mail help, "Message delivery errors"
        rule yandex-limit means rateLimited
            provider  yandex
            says      "message rate limit", "sending rate", "too many messages"
            source    Yandex Mail help, "Sending limits"
        rule mailru-spam means spamContent
            provider  mailru
            says      "spam message rejected", "notspam", "spam message discarded"
            rank      3
            source    Mail.ru postmaster, "SMTP error codes"
        rule mailru-list means blockedAddress
            provider  mailru
            says      "we do not accept mail from", "blocked by rbl", "ratelimited ip", "rbl"
            rank      3
            source    Mail.ru postmaster, "SMTP error codes"
        rule mailru-names means missingReverseName
            provider  mailru
            says      "dynamic ip or generic dns", "no ptr", "generic dns ptr"
            rank      2
            source    Mail.ru postmaster, "SMTP error codes"
        rule mailru-inactive means inactiveMailbox
            provider  mailru
            says      "user is inactive", "account is unavailable", "user is terminated", "this account is disabled"
            source    Mail.ru postmaster, "SMTP error codes"

        rule russian-unknown means unknownRecipient
            says    "пользователь не найден", "нет такого пользователя", "почтовый ящик не существует"
            says    "адресат не найден"
            says    "получатель не найден", "неизвестный пользователь", "такого пользователя нет", "ящик не найден"
            says    "polzovatel ne najden", "net takogo polzovatelya"
            source  general usage
        rule russian-full means mailboxFull
            says    "ящик переполнен", "квота превышена", "превышена квота", "почтовый ящик заполнен"
            source  general usage
        rule russian-blocked means blockedAddress
            says    "адрес заблокирован", "ip заблокирован", "в черном списке", "черный список"
            source  general usage
        rule russian-inactive means inactiveMailbox
            says    "ящик заблокирован", "ящик отключен", "аккаунт заблокирован", "учетная запись отключена"
            source  general usage
        rule russian-spam means spamContent
            says    "похоже на спам", "признано спамом", "отклонено как спам", "является спамом"
            source  general usage
        """

    /// QQ, 163 and words in Chinese and Japanese.
    static let chinese = """
        provider tencent
            hosts  *.qq.com, *.exmail.qq.com
            signs  "service.mail.qq.com", "qq.com", "open.work.weixin.qq.com", "exmail.qq.com"
        provider netease
            hosts  *.163.com, *.126.com, *.netease.com, *.yeah.net
            signs  "mail.163.com", "163.com", "126.com", "netease"

        rule tencent-frequency means tooManyConnections
            provider  tencent
            says      "frequency limited"
            unless    "domain frequency limited for"
            action    suspendPath
            rank      3
            source    QQ Mail help, "Bounce codes"
        rule tencent-bounce-attack means blockedAddress
            provider  tencent
            says      "suspected bounce attacks", "suspected spam ip", "blocked ip"
            source    QQ Mail help, "Bounce codes"
        rule tencent-refused means refusedSender
            provider  tencent
            says      "rejected by recipients"
            rank      3
            scope     recipient
            action    nothing
            source    QQ Mail help, "Bounce codes"
        rule tencent-content means spamContent
            provider  tencent
            says      "mail content denied", "spam is embedded"
            source    QQ Mail help, "Bounce codes"
        rule netease-list means blockedAddress
            provider  netease
            says      "mi:spb", "mi:dmb", "mi:imf", "dt:spm ip", "rp:qrc ip", "spb", "con ip"
            source    NetEase, "163 Mail: return codes"
        rule netease-spam means spamContent
            provider  netease
            says      "dt:spm", "mi:spf spam", "hl:icc", "mi:nhd"
            source    NetEase, "163 Mail: return codes"
        rule netease-frequency means rateLimited
            provider  netease
            says      "mi:mc", "mi:cel", "mi:reg", "rp:rcl", "rp:ccl", "mi:dmc", "rp:trc"
            source    NetEase, "163 Mail: return codes"
        rule netease-unknown means unknownRecipient
            provider  netease
            says      "user not found", "user suspended", "invalid user"
            unless    "suspended"
            source    NetEase, "163 Mail: return codes"

        rule chinese-unknown means unknownRecipient
            says    "用户不存在", "收件人不存在", "地址不存在", "邮箱不存在", "无此用户", "帳號不存在", "找不到收件人"
            source  general usage
        rule chinese-full means mailboxFull
            says    "邮箱已满", "信箱已滿", "邮箱空间不足", "超出配额", "容量已满"
            source  general usage
        rule chinese-spam means spamContent
            says    "垃圾邮件", "垃圾郵件", "内容被拒绝"
            source  general usage
        rule chinese-blocked means blockedAddress
            says    "黑名单", "黑名單", "ip被拒绝", "ip被封", "屏蔽"
            source  general usage
        rule chinese-rate means rateLimited
            says    "频率限制", "发送过快", "发送频率", "超过限制"
            source  general usage
        rule japanese-unknown means unknownRecipient
            says    "宛先不明", "ユーザーが見つかりません", "宛先が存在しません", "アドレスが存在しません", "見つかりません"
            says    "あて先不明", "メールアドレスが見つかりません", "atesaki fumei", "sonzai shimasen"
            source  general usage
        rule japanese-full means mailboxFull
            says    "メールボックスがいっぱい", "容量を超え", "受信ボックスが一杯", "容量オーバー"
            source  general usage
        rule japanese-refused means refusedByRecipient
            says    "受信拒否", "受信を拒否", "jushin kyohi"
            source  general usage
        rule japanese-away means automaticReply
            says    "不在", "休暇"
            source  general usage
        """
}
