import MailAddressing
import SMTPProtocol

extension ClientSession.Order {
    /// An order by choices, with parameters as our own parsers give them.
    ///
    /// - Parameters:
    ///   - number: tells its recipients from those of other orders.
    ///   - message: the message.
    ///   - input: where the choices come from.
    init(_ number: Int, message: [UInt8], _ input: inout FuzzInput) {
        let locals = ["ada", "\"a b\\\"<c>\\\\\"", "z\u{E9}", "\"@\"", "a+tag=x", "\"DATA\""]
        let hosts = ["example.test", "[192.0.2.1]", "b\u{FC}cher.example", "[IPv6:2001:db8::1]"]
        func mailbox(_ local: Int, _ host: Int, _ prefix: String) -> Mailbox {
            let name = locals[local % locals.count]
            let unique = name.hasPrefix("\"") ? "\"\(prefix)\(name.dropFirst())" : "\(prefix)\(name)"
            return FuzzValues.mailbox("\(unique)@\(hosts[host % hosts.count])")
        }
        let path = input.octet()
        let sender: ReversePath =
            path % 8 == 7 ? .null : .mailbox(mailbox(Int(path % 8), Int(path / 8), "s"))
        let recipients = (0...input.number(below: 5)).map { index in
            let choice = input.octet()
            let given = input.octet()
            return SMTPRecipient(
                mailbox: mailbox(Int(choice % 8), Int(choice / 8), "u\(number).\(index)."),
                options: Self.recipientOptions[Int(given) % Self.recipientOptions.count])
        }
        var options = MailOptions()
        var picks = input.octet()
        for text in Self.mailParameters {
            if picks & 1 == 1, let more = MailOptions(parameterText: options.parameterText + text) { options = more }
            picks >>= 1
        }
        var transaction = SMTPTransaction(
            reversePath: sender, recipients: recipients, size: message.count,
            isEightBit: message.contains { $0 > 127 }, options: options)
        let header = message[..<(message.end(of: [13, 10, 13, 10]) ?? message.count)]
        transaction.hasInternationalizedHeader = header.contains { $0 > 127 }
        self.init(transaction: transaction, message: message)
    }

    private static let mailParameters = [
        " BODY=BINARYMIME", " SMTPUTF8", " RET=HDRS ENVID=a+2Bb+3D", " BY=120;R", " BY=-5;NT", " HOLDFOR=60",
        " MT-PRIORITY=-3", " REQUIRETLS",
    ]

    private static let recipientOptions =
        [
            "", " NOTIFY=NEVER", " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;ada+2Btag@example.com",
            " ORCPT=utf-8;\\x{E9}+20x@example.com",
        ].map { RecipientOptions(parameterText: $0) ?? RecipientOptions() }
}
