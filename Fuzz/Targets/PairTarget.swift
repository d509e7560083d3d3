import MailAddressing
import SMTPProtocol

/// `SMTPClientMachine` and `SMTPServerMachine` against each other.
///
/// Invariants, besides those of the server and of the client:
/// - The session comes to an end, and every transaction that was begun has its outcomes.
/// - A recipient's outcome is `accepted` exactly if the server took a message for it, once, with the octets of that
///   message and the sender of that transaction; where the session broke off, it may not know of the last one.
/// - Our server never finds a mistake in what our client says, but in the times that it is asked for.
///
/// The script is the messages, a cut between two of them. The choices configure both sides, make the envelopes, and
/// last say how the octets on their way are cut and whose are delivered.
enum PairTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let setting = Setting(&input)
        var messages = FuzzScript(input.script, alphabet).deliveries.prefix(6)
        if messages.isEmpty { messages = [[]] }
        let orders = messages.enumerated().map { ClientSession.Order($0.offset, message: $0.element, &input) }
        var answers = setting.answers[...]
        var pair = Pair(
            client: ClientSession(setting.client, isEncrypted: setting.isEncrypted, orders: orders),
            server: try ServerSession(
                setting.server, isEncrypted: setting.isEncrypted, unixTime: 1_800_000_000,
                application: { _ in ServerTarget.answer(answers.popFirst() ?? 0) }))
        try pair.run(&input)
        try checkDelivery(orders, pair.client, pair.server)
        for reply in pair.server.replies { try checkCorrect(reply) }
    }

    /// No reply for a mistake; that MAIL or every RCPT was refused, a client that pipelines cannot know before DATA.
    private static func checkCorrect(_ reply: SMTPReply) throws(BrokenInvariant) {
        let text = reply.description
        guard !text.hasSuffix("No recipient was accepted"), !text.hasSuffix("Say MAIL first") else { return }
        let isMistake =
            [500, 502, 503, 521, 553, 555].contains(reply.code) || text.hasPrefix("554 5.5.0")
            || reply.code == 501 && !text.contains("seconds")
        try demand(!isMistake, "the server finds no mistake in the client's commands", text)
    }

    private static func checkDelivery(
        _ orders: [ClientSession.Order], _ client: ClientSession, _ server: ServerSession
    ) throws(BrokenInvariant) {
        for (number, order) in orders.enumerated() {
            let outcomes = number < client.outcomes.count ? client.outcomes[number] : []
            for (index, recipient) in order.transaction.recipients.enumerated() {
                let taken = server.taken.filter { $0.recipients.contains { $0.mailbox == recipient.mailbox } }
                var isAccepted = false
                var isLost = outcomes.isEmpty
                if index < outcomes.count, case .accepted = outcomes[index] { isAccepted = true }
                if index < outcomes.count, case .lost = outcomes[index] { isLost = true }
                let name = recipient.mailbox.description
                try demand(taken.count <= 1, "nobody gets a message twice", name)
                try demand(!isAccepted || taken.count == 1, "what the client takes for accepted was taken", name)
                try demand(isAccepted || isLost || taken.isEmpty, "what was taken the client knows", name)
                guard let message = taken.first else { continue }
                let isChunked = order.message == message.octets
                let isWhole = isChunked || order.message + [13, 10] == message.octets
                try demand(isWhole, "the message arrives as it was", message.octets.shown)
                let path = message.mail?.reversePath
                try demand(
                    path == order.transaction.reversePath, "and from the sender it has", "\(String(describing: path))")
            }
        }
    }

    private struct Setting {
        var client: SMTPClientConfiguration
        var server: SMTPServerConfiguration
        var isEncrypted: Bool
        /// The application's answers, question by question.
        var answers: [UInt8]

        init(_ input: inout FuzzInput) {
            server = SMTPServerConfiguration(
                hostName: FuzzValues.host, dialect: input.choice(.smtp, .lmtp),
                extensions: FuzzValues.extensions(&input), offersStartTLS: input.flag())
            server.maximumMessageSize = input.choice(10_000, 100)
            server.maximumHeaderSize = input.choice(10_000, 20)
            server.maximumRecipients = input.choice(100, 1, 2)
            server.maximumMessages = input.choice(nil, 1, 2)
            server.minimumDeliverBy = input.choice(0, 1_000)
            server.maximumHold = input.choice(3_600, 10)
            server.maximumErrors = input.choice(1_000, 3)
            isEncrypted = input.flag()
            client = SMTPClientConfiguration(
                helloName: "client.test", tls: input.choice(.whenOffered, .never, .required), dialect: server.dialect)
            client.chunking = input.choice(.from(octets: 30), .from(octets: 0), .never)
            client.usesPipelining = input.choice(true, false)
            answers = (0..<input.number(below: 32)).map { _ in input.octet() & 0x7F }
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "\r\n", "\r\n.\r\n", ".", "\r\n..\r\n", "Subject: hello\r\n", "\r\n\r\n", "text", "z\u{E9}", "\r", "\n",
            "\0", "QUIT\r\n", String(repeating: "x", count: 60),
        ])
}

/// A client and a server with two pipes between them.
private struct Pair {
    var client: ClientSession
    var server: ServerSession
    private var toServer: [UInt8] = []
    private var toClient: [UInt8] = []

    init(client: ClientSession, server: ServerSession) {
        self.client = client
        self.server = server
    }

    /// Delivers until the client has ended or nothing is on its way; by choices, as long as there are some.
    mutating func run(_ input: inout FuzzInput) throws(BrokenInvariant) {
        toClient = server.takeOutput()
        while !client.isClosed, !toServer.isEmpty || !toClient.isEmpty {
            let choice = input.hasChoices ? Int(input.octet()) : 254
            let size = choice / 2 == 127 ? .max : choice / 2 + 1
            if toClient.isEmpty || !toServer.isEmpty && choice & 1 == 0 {
                try server.receive(Self.take(size, from: &toServer))
            } else {
                try client.receive(Self.take(size, from: &toClient))
            }
            toServer += client.takeOutput()
            toClient += server.takeOutput()
            if client.isAwaitingTLS {
                server.establishTLS()
                (toServer, toClient) = ([], [])
                try client.establishTLS()
                toServer = client.takeOutput()
            }
        }
        if !client.isClosed {
            try demand(server.isClosed, "the session comes to an end")
            try client.loseConnection()
        }
    }

    private static func take(_ count: Int, from pipe: inout [UInt8]) -> [UInt8] {
        let piece = Array(pipe.prefix(count))
        pipe.removeFirst(piece.count)
        return piece
    }
}
