extension ProseFormat {
    /// The known ones; the first that fits counts.
    static let known: [ProseFormat] = groups + servers + gateways + providers + carriers + others

    /// Letters whose words are in the reader's language, with a page in them that tells what they are.
    private static let groups = [
        ProseFormat(
            name: "google groups", body: ["groups.google.com/support", "support.google.com/a/answer/168383"],
            cause: .restrictedRecipient)
    ]
    /// What tells a server and nothing more.
    private static let others = [ProseFormat(name: "exim", fields: ["x-failed-recipients"])]

    /// Programs that many run.
    private static let servers = [
        ProseFormat(
            name: "qmail",
            body: [
                "this is the qmail-send program", "this is the qmail program",
                "i wasn't able to deliver your message to the following addresses", "message from qmail",
            ]),
        ProseFormat(
            name: "mail.ru", from: ["mail.ru"],
            body: ["создано автоматически сервером mail.ru", "was created automatically by mail delivery software"]),
        ProseFormat(
            name: "zoho", body: ["was created automatically by mail delivery"], fields: ["x-mailer: zoho mail"]),
        ProseFormat(
            name: "1&1", from: ["kundenserver", "gmx", "1and1", "perfora", "web.de", "mail.com"],
            body: ["was created automatically by mail delivery software"]),
        ProseFormat(
            name: "exim",
            body: [
                "was created automatically by mail delivery software",
                "a message that you sent could not be delivered to one or more", "message frozen by",
                "a message that you sent has not yet been delivered to one or more",
                "a message that you sent was rejected by the local scanning code",
            ]),
        ProseFormat(
            name: "sendmail",
            body: [
                "transcript of session follows", "had permanent fatal errors", "had transient non-fatal errors",
                "had delivery problems", "had successful delivery notifications", "had delivery errors",
            ]),
        ProseFormat(
            name: "postfix",
            body: [
                "this is the mail system at host", "this is the postfix program at host", "the postfix program",
                "this is the postfix mail system",
            ]),
        ProseFormat(
            name: "opensmtpd",
            body: [
                "this is the mailer-daemon, please do not reply", "attempting to deliver a message for the following",
            ]),
        ProseFormat(name: "dragonfly", body: ["this is the dragonfly mail agent"]),
        ProseFormat(
            name: "courier", body: ["this is a delivery status notification from", "this is the courier mail server"]),
        ProseFormat(
            name: "james",
            body: ["i was not able to deliver this mail", "this is the james mail server"]),
        ProseFormat(
            name: "exchange",
            body: [
                "did not reach the following recipient(s)", "delivery has failed to these recipients",
                "your message did not reach some or all of the intended recipients",
                "your message couldn't be delivered",
                "your message wasn't delivered", "diagnostic information for administrators",
                "fehler bei der zustellung", "fehler bei der nachrichtenübermittlung",
                "ihre nachricht konnte nicht zugestellt werden", "ihre nachricht wurde nicht zugestellt",
                "échec de la remise pour ces destinataires", "échec de remise pour", "n'a pas été remis",
                "votre message n'a pas pu être remis", "no se pudo entregar a estos destinatarios",
                "error al entregar a los siguientes", "no se pudo entregar el mensaje", "falha na entrega a estes",
                "a sua mensagem não foi entregue", "sua mensagem não pôde ser entregue",
                "recapito non riuscito a questi", "impossibile recapitare il messaggio",
                "aflevering aan de volgende geadresseerden", "uw bericht kan niet worden", "leverans till följande",
                "levering til følgende", "toimitus näille vastaanottajille", "nie można dostarczyć",
                "nie powiodło się dostarczenie", "doručení těmto příjemcům", "сбой доставки следующим получателям",
                "не удалось доставить сообщение", "次の受信者またはグループへの配信に失敗しました",
                "メッセージを配信できませんでした", "配信できませんでした", "未能送达", "无法将邮件传递", "傳遞至下列收件者",
                "메시지를 배달하지 못했습니다", "배달하지 못했습니다", "aşağıdaki alıcılara",
            ]),
        ProseFormat(
            name: "domino", subject: ["delivery failure", "non-delivery", "undelivered"],
            body: ["was not delivered to:", "not listed in domino directory", "not listed in public name"]),
        ProseFormat(
            name: "notes", body: ["failure reasons -"], hasReasonFirst: true),
        ProseFormat(
            name: "imail", subject: ["undeliverable mail"], fields: ["x-mailer: smtp32", "x-mailer: <smtp32"]),
        ProseFormat(
            name: "mdaemon", from: ["mdaemon"],
            body: ["mdaemon", "session transcript", "the following data may contain"]),
        ProseFormat(name: "messaging server", body: ["this report relates to a message you sent with the following"]),
        ProseFormat(name: "powermta", body: ["this is an automatically generated delivery status notification"]),
        ProseFormat(name: "mail log", body: ["failed addresses follow", "message log follows"]),
        ProseFormat(
            name: "mail list", subject: ["loop alert", "mail loop", "error mail", "not member article"],
            body: [
                "duplicated message-id", "loop back warning", "mail loop", "invalid recipients", "not member",
                "not the member", "not a member",
            ],
            isDistinctive: true, cause: .routingLoop),
    ]

    /// Filters before other servers.
    private static let gateways = [
        ProseFormat(name: "mailmarshal", body: ["mailmarshal", "your message was not delivered to the following"]),
        ProseFormat(name: "mcafee", body: ["virus scanner", "the mcafee"], fields: ["x-nai-header", "x-mcafee"]),
        ProseFormat(
            name: "interscan",
            body: ["interscan messaging security", "unable to deliver message to", "interscan notification"]),
        ProseFormat(name: "mailfoundry", body: ["responded with failure:", "this has been a permanent failure"]),
        ProseFormat(name: "surfcontrol", body: ["surfcontrol", "your message could not be sent"]),
        ProseFormat(
            name: "mxlogic", body: ["a message that you have sent could not be delivered to one or more recipients"]),
        ProseFormat(name: "messagelabs", body: ["messagelabs", "bounce reason code"]),
        ProseFormat(name: "activehunter", body: [">>>>>>> non-deliverable", "non-deliverable:"]),
        ProseFormat(
            name: "x.400",
            body: ["the mts-id of the original message", "x.400", "unable-to-transfer", "recipient-or-name"]),
    ]

    /// Providers of mail.
    private static let providers = [
        ProseFormat(
            name: "google",
            body: [
                "delivery to the following recipient failed permanently", "delivery to the following recipients failed",
                "delivery to the following recipient has been delayed", "google tried to deliver your message",
                "your message wasn't delivered to", "message not delivered", "google groups",
            ]),
        ProseFormat(
            name: "yahoo",
            body: [
                "we were unable to deliver your message to the following", "message from yahoo",
                "unable to deliver message to the following address",
            ]),
        ProseFormat(
            name: "aol", from: ["aol.com"], body: ["your mail to the following recipients could not be delivered"]),
        ProseFormat(
            name: "amazon workmail", body: ["technical report:", "an error occurred while trying to deliver"],
            fields: ["x-mailer: amazon workmail"]),
        ProseFormat(
            name: "amazon", from: ["amazonses"],
            body: [
                "an error occurred while trying to deliver the mail", "technical report:", "the following message to",
            ]),
        ProseFormat(
            name: "yandex", body: ["this message was created automatically by mail delivery system", "yandex"],
            fields: ["x-yandex-front", "x-yandex-uniq"]),
        ProseFormat(name: "facebook", from: ["facebook"], body: ["this message was created automatically by facebook"]),
        ProseFormat(
            name: "biglobe", body: ["the following addresses had delivery errors", "message delivery error"]),
        ProseFormat(name: "mail agent", body: ["had trouble delivering your message", "returned permanent errors"]),
    ]

    /// Carriers of mobile telephones, whose letters seldom give a reason.
    private static let carriers = [
        ProseFormat(
            name: "au",
            from: ["ezweb", "au.com", "kddi", "dion.ne.jp"],
            body: [
                "each of the following recipients was rejected", "could not be delivered to", "mail system error",
                "user unknown", "the user(s) account is", "recipient:",
            ], cause: .refusedByRecipient),
        ProseFormat(
            name: "docomo", from: ["docomo", "nttpc", "mailer-daemon@doc"],
            body: ["unknown user", "could not be delivered"],
            cause: .unknownRecipient),
        ProseFormat(
            name: "softbank", from: ["softbank", "vodafone", "jp-"], body: ["could not be delivered", "undeliverable"],
            cause: .unknownRecipient),
        ProseFormat(
            name: "gateway to telephones",
            body: [
                "error message below", "requested action not taken", "mail could not be delivered",
                "error: invalid user",
            ],
            senderLabels: ["post_master", "vzwpix", "vtext", "mms", "sms"], isDistinctive: true, answers: true,
            labels: ["rcpt to:"]),
    ]
}
