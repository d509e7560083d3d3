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
    init(_ letter: BounceLetter, _ text: BounceText) {
        failedRecipients = letter.values(named: "X-Failed-Recipients")
            .flatMap { AddressMention.all(in: Array($0.utf8)) }.map(\.address)
        let people = ["From", "Sender", "Return-Path"].flatMap { letter.values(named: $0) }.joined(separator: "\n")
        let sender = TextLine(people.utf8).lowered
        let isProgram = sender.containsAny(of: Self.programs)
        let returnPath = letter.values(named: "Return-Path").first.map { TextLine($0.utf8).lowered }
        let isFromNobody = returnPath.map { $0 == Array("<>".utf8) || $0.contains("mailer-daemon") } ?? false
        let isAutomatic = letter.values(named: "Auto-Submitted").contains { value in
            let lowered = TextLine(value.utf8).lowered
            return !lowered.isEmpty && !lowered.starts(with: "no".utf8)
        }
        // Bounces come from the server itself: what a list or a person passed on is about others.
        let isPassedOn = Self.prefixes.contains { letter.subject.hasPrefix($0) }
        let isFromList = !letter.values(named: "List-Id").isEmpty || !letter.values(named: "List-Post").isEmpty
        let comesFromServer = (isProgram || isFromNobody || isAutomatic) && !isFromList
        let subject = Array(letter.subject.utf8)
        let subjectSays = subject.containsAny(of: Self.subjects)
        let bodySays = text.opening.containsAny(of: Self.refusals)

        let fitting = ProseFormat.known.first { format in
            (comesFromServer || format.isDistinctive) && format.fits(letter, sender: sender, text)
        }
        format = fitting
        if let fitting, fitting.isDistinctive {
            isBounce = true
        } else if comesFromServer, !isPassedOn {
            isBounce =
                !failedRecipients.isEmpty
                || fitting != nil && (isProgram || subjectSays || bodySays)
                || isProgram && (subjectSays || bodySays)
                || isFromNobody && subjectSays && bodySays && text.namesAddress
        }
    }

    private static let programs = [
        "mailer-daemon", "mailer daemon", "mailerdaemon", "postmaster", "post_master", "mail delivery", "maildelivery",
        "mail.delivery", "mail deliver", "system administrator", "delivery subsystem", "mail system",
        "microsoftexchange", "mdaemon", "mail-daemon", "maildaemon", "mailsystem", "mail administrator",
        "internet mail delivery", "delivery system", "bounce-handler", "bounces@",
    ]
    private static let prefixes = ["re:", "fwd:", "fw:", "aw:", "wg:", "tr:", "rv:", "sv:", "vs:", "antw:", "r:", "i:"]

    /// Subjects of letters about failures and delays, a part of each.
    private static let subjects = [
        "undeliver", "undelivered", "returned mail", "return mail", "failure notice", "failure delivery",
        "delivery fail", "delivery has failed", "mail fail", "delivery status", "delivery notification",
        "delivery report", "delivery error", "delivery problem", "not delivered", "non-delivery", "nondelivery",
        "could not be delivered", "couldn't be delivered", "couldnt be delivered", "cannot be delivered",
        "delivery delayed", "delayed mail", "mail delayed", "delay", "mail system error", "mail error",
        "error sending your mail", "unable to deliver", "message not sent", "returning to sender", "returned to sender",
        "failed to deliver", "failed mail", "could not deliver", "cannot deliver", "message returned", "mail returned",
        "rejected", "bounced", "mail delivery", "warning: message",
        "successful mail delivery", "user unknown", "mail could not",
        "unzustellbar", "nicht zustellbar", "zustellung", "zustellstatus", "nicht zugestellt", "non remis",
        "non distribué", "échec", "no se pudo entregar", "no se puede entregar", "no entregado", "devuelto",
        "não entregue", "não é possível entregar", "falha na entrega", "devolvida", "mancato recapito",
        "non recapitabile", "impossibile recapitare", "onbestelbaar", "niet afgeleverd", "kan inte levereras",
        "kunne ikke", "ikke leveres", "toimittaminen", "niedostarczon", "nie dostarczono", "nedoručiteln",
        "kézbesíthetetlen", "nelivrat", "недоставлен", "не доставлено", "не удалось доставить", "не может быть достав",
        "ваше сообщение не доставлено", "iletilemeyen", "teslim edilemedi", "配信不能", "配信できま", "配達不能",
        "送信できま", "不達", "エラー", "退信", "无法投递", "無法傳遞", "未传递", "未傳遞", "未送达", "배달되지", "배달할 수",
    ]

    /// What letters about failures and delays say, a part of it.
    private static let refusals = [
        "could not be delivered", "couldn't be delivered", "cannot be delivered", "can not be delivered",
        "was not delivered", "wasn't delivered", "not been delivered", "unable to deliver", "not able to deliver",
        "delivery failed", "delivery has failed", "failed to deliver", "delivery to the following",
        "undeliverable", "not deliverable", "addresses failed", "permanent error", "permanent failure",
        "permanent fatal error", "delivery error", "returned to sender", "was rejected by", "has been rejected",
        "error delivering", "trouble delivering", "problem delivering", "while trying to deliver",
        "transcript of session", "did not reach", "message has been delayed", "could not deliver", "unsent message",
        "cannot deliver", "couldn't deliver", "was refused", "has been refused", "were refused",
        "impossible to deliver", "failed permanently", "following recipients",
        "mailbox exceeds", "mailbox is full", "user unknown", "unknown user", "unknown recipient", "no such user",
        "delivery failed", "delivery failure", "delivery status notification", "undelivered", "delivery attempts",
        "nicht zugestellt", "unzustellbar", "konnte nicht", "n'a pas pu être", "n'a pas été remis", "no se pudo",
        "no se ha podido", "não pôde ser", "não foi entregue", "non è stato possibile", "impossibile recapitare",
        "kon niet worden", "niet worden afgeleverd", "kunde inte", "kunne ikke", "nie można dostarczyć",
        "nie mogła zostać", "nelze doručit", "не может быть доставлено", "не удалось доставить", "не доставлено",
        "配信できません", "送信できません", "届けできません", "配信に失敗", "無法傳遞", "无法投递", "无法送达", "未能送达",
        "배달하지 못", "전송하지 못",
    ]
}
