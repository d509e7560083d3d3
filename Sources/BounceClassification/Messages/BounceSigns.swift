import DeliveryReports

/// The signs that a letter is one of a server about mail that could not be delivered.
struct BounceSigns {
    /// The form of the letter; nil where it is none of the known ones.
    private(set) var format: ProseFormat?
    /// Whether there is enough to take it for one.
    private(set) var isBounce = false
    /// The addresses of X-Failed-Recipients.
    let failedRecipients: [String]

    /// Looks at a letter.
    ///
    /// Bounces come from the server itself: what a list or a person passed on is about others.
    init(_ letter: BounceLetter, _ sender: LetterSender, _ text: BounceText) {
        failedRecipients = letter.values(named: "X-Failed-Recipients")
            .flatMap { AddressMention.all(in: Array($0.utf8)) }.map(\.address)
        guard sender.isServer else { return }
        let subject = Array(letter.subject.utf8)
        let subjectSays = subject.containsAny(of: Self.failures) || subject.containsAny(of: Self.subjects)
        let bodySays = text.opening.containsAny(of: Self.refusals) || text.opening.containsAny(of: Self.titles)
        format = ProseFormat.known.first { $0.fits(letter, sender, text) }
        let isAnswer = format?.answers == true && letter.subject.hasPrefix("re:")
        guard !sender.isPassedOn || isAnswer else { return }
        isBounce =
            !failedRecipients.isEmpty || format?.isDistinctive == true
            || format != nil && (sender.isProgram || subjectSays || bodySays)
            || sender.isProgram && (subjectSays || bodySays)
            || sender.isNobody && subjectSays && bodySays && text.namesAddress
    }

    /// Subjects of letters about failures, a part of each.
    static let failures = [
        "undeliver", "undelivered", "returned mail", "return mail", "failure notice", "failure delivery",
        "delivery fail", "delivery has failed", "mail fail", "delivery error", "delivery problem", "not delivered",
        "non-delivery", "nondelivery",
        "could not be delivered", "couldn't be delivered", "couldnt be delivered", "cannot be delivered",
        "mail system error", "mail error", "error sending your mail", "unable to deliver", "message not sent",
        "returning to sender", "returned to sender",
        "failed to deliver", "failed mail", "could not deliver", "cannot deliver", "message returned", "mail returned",
        "rejected", "bounced", "user unknown", "mail could not",
        "unzustellbar", "nicht zustellbar", "nicht zugestellt", "non remis",
        "non distribué", "échec", "no se pudo entregar", "no se puede entregar", "no entregado", "devuelto",
        "não entregue", "não é possível entregar", "falha na entrega", "devolvida", "mancato recapito",
        "non recapitabile", "impossibile recapitare", "onbestelbaar", "niet afgeleverd", "kan inte levereras",
        "kunne ikke", "ikke leveres", "toimittaminen", "niedostarczon", "nie dostarczono", "nedoručiteln",
        "kézbesíthetetlen", "nelivrat", "недоставлен", "не доставлено", "не удалось доставить", "не может быть достав",
        "ваше сообщение не доставлено", "iletilemeyen", "teslim edilemedi", "配信不能", "配信できま", "配達不能",
        "送信できま", "不達", "エラー", "退信", "无法投递", "無法傳遞", "未传递", "未傳遞", "未送达", "배달되지", "배달할 수",
    ]

    /// Subjects of letters about failures, delays and deliveries alike.
    private static let subjects = [
        "delivery status", "delivery notification", "delivery report", "delivery delayed", "delayed mail",
        "mail delayed", "delay", "mail delivery", "warning: message", "successful mail delivery", "zustellung",
        "zustellstatus",
    ]

    /// What letters about failures say, a part of it.
    static let refusals = [
        "could not be delivered", "couldn't be delivered", "cannot be delivered", "can not be delivered",
        "was not delivered", "wasn't delivered", "not been delivered", "unable to deliver", "not able to deliver",
        "delivery failed", "delivery has failed", "failed to deliver",
        "undeliverable", "not deliverable", "addresses failed", "permanent error", "permanent failure",
        "permanent fatal error", "returned to sender", "was rejected by", "has been rejected",
        "error delivering", "trouble delivering", "problem delivering", "while trying to deliver",
        "did not reach", "could not deliver", "unsent message",
        "cannot deliver", "couldn't deliver", "was refused", "has been refused", "were refused",
        "impossible to deliver", "failed permanently",
        "mailbox exceeds", "mailbox is full", "user unknown", "unknown user", "unknown recipient", "no such user",
        "delivery failed", "delivery failure", "undelivered",
        "nicht zugestellt", "unzustellbar", "konnte nicht", "n'a pas pu être", "n'a pas été remis", "no se pudo",
        "no se ha podido", "não pôde ser", "não foi entregue", "non è stato possibile", "impossibile recapitare",
        "kon niet worden", "niet worden afgeleverd", "kunde inte", "kunne ikke", "nie można dostarczyć",
        "nie mogła zostać", "nelze doručit", "не может быть доставлено", "не удалось доставить", "не доставлено",
        "配信できません", "送信できません", "届けできません", "配信に失敗", "無法傳遞", "无法投递", "无法送达", "未能送达",
        "배달하지 못", "전송하지 못",
    ]

    /// What letters about failures, delays and deliveries alike say.
    private static let titles = [
        "delivery to the following", "delivery error", "transcript of session", "message has been delayed",
        "following recipients", "delivery status notification", "delivery attempts",
    ]
}
