import MailAddressing
import SMTPProtocol

/// Drives a client's machine as a connection does, and holds every action against what the machine promises.
///
/// The sentences are those at the top of `ClientTarget.swift`.
struct ClientSession {
    /// A message to send, and its envelope.
    struct Order {
        var transaction: SMTPTransaction
        var message: [UInt8]
    }

    private(set) var machine: SMTPClientMachine
    private let configuration: SMTPClientConfiguration
    private var orders: ArraySlice<Order>
    private var current: Order?
    private var isEncrypted: Bool
    /// Whether a message of the open transaction was sent to its end.
    private var hasSent = false
    /// The outcomes of each order that was begun.
    private(set) var outcomes: [[SMTPRecipientOutcome]] = []
    private(set) var failure: SMTPClientFailure?
    private(set) var isClosed = false
    /// Whether the handshake is awaited.
    private(set) var isAwaitingTLS = false
    /// What was sent and not answered yet, a line each; a message is its final dot or its BDAT line.
    private(set) var unanswered: ArraySlice<String> = ["greeting"]
    private var output: [UInt8] = []

    init(_ configuration: SMTPClientConfiguration, isEncrypted: Bool, orders: [Order]) {
        self.configuration = configuration
        self.isEncrypted = isEncrypted
        self.orders = orders[...]
        machine = SMTPClientMachine(configuration: configuration, isEncrypted: isEncrypted)
    }

    /// What is to be sent since the last call.
    mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// The line that is to be answered next, taken from those that wait.
    mutating func takeUnanswered() -> String? { unanswered.popFirst() }

    /// Takes octets from the server.
    mutating func receive(_ octets: [UInt8]) throws(BrokenInvariant) {
        guard !isAwaitingTLS else {
            let actions = machine.receive(octets.span)
            return try demand(actions.isEmpty, "octets before the handshake are dropped", "\(actions)")
        }
        let actions = machine.receive(octets.span)
        try carryOut(actions)
    }

    /// Ends the handshake that STARTTLS began.
    mutating func establishTLS() throws(BrokenInvariant) {
        let actions = machine.tlsEstablished()
        try demand(isAwaitingTLS != actions.isEmpty, "only a handshake that was begun ends", "\(actions)")
        guard isAwaitingTLS else { return }
        (isAwaitingTLS, isEncrypted) = (false, true)
        try demand(machine.extensions == SMTPExtensions(), "TLS forgets what was offered before")
        try carryOut(actions)
    }

    /// Tells that TLS cannot be had.
    mutating func failTLS() throws(BrokenInvariant) {
        guard isAwaitingTLS else { return }
        isAwaitingTLS = false
        let actions = machine.tlsFailed("no common version")
        try carryOut(actions)
    }

    /// Tells that the connection is gone.
    mutating func loseConnection() throws(BrokenInvariant) {
        let actions = machine.connectionLost("gone")
        try carryOut(actions)
        try demand(isClosed && current == nil, "the loss of the connection ends everything")
    }

    /// Says QUIT, whatever is under way.
    mutating func quit() throws(BrokenInvariant) {
        let actions = machine.quit()
        try carryOut(actions)
    }

    private mutating func carryOut(_ actions: [SMTPClientMachine.Action]) throws(BrokenInvariant) {
        for (index, action) in actions.enumerated() {
            try demand(!isClosed, "nothing happens after the end", "\(actions)")
            let next = index + 1 < actions.count ? actions[index + 1] : nil
            switch action {
            case .write(let octets): try write(octets)
            case .startTLS:
                try demand(!isEncrypted && next == nil, "TLS is begun once", "\(actions)")
                isAwaitingTLS = true
            case .ready: try proceed()
            case .sendMessage(let transfer): try sendMessage(by: transfer)
            case .finished(let given): try finish(given)
            case .failed(let reason):
                try demand(failure == nil && next == .close, "a session fails once, and is closed", "\(actions)")
                failure = reason
            case .close:
                try demand(next == nil && current == nil, "the end comes last", "\(actions)")
                isClosed = true
                let late =
                    machine.receive(Array("250 late\r\n".utf8).span) + machine.quit() + machine.connectionLost("")
                try demand(late.isEmpty, "nothing happens after the end", "\(late)")
            }
        }
    }

    private mutating func proceed() throws(BrokenInvariant) {
        try demand(current == nil, "only without a transaction is a session ready")
        // It may be over again, if the server said something that nobody had asked for.
        guard machine.isReady else { return }
        guard let order = orders.popFirst() else { return try quit() }
        current = order
        hasSent = false
        let actions = machine.begin(order.transaction)
        try demand(!actions.isEmpty, "a session that is ready takes a transaction")
        try carryOut(actions)
    }

    private mutating func finish(_ given: [SMTPRecipientOutcome]) throws(BrokenInvariant) {
        guard let order = current else { throw BrokenInvariant(description: "a transaction ends once") }
        current = nil
        let count = order.transaction.recipients.count
        try demand(given.count == count, "each recipient has one outcome", "\(given.count) for \(count)")
        for outcome in given {
            switch outcome {
            case .accepted(let reply):
                try demand(reply.isPositive && hasSent, "only a message that was sent is accepted", "\(reply)")
            case .refused(let reply, _):
                let isRefusal = reply.isTransientFailure || reply.isPermanentFailure
                try demand(isRefusal, "a refusal is a 4xx or a 5xx", "\(reply)")
            case .lost: break
            }
        }
        outcomes.append(given)
    }

    private mutating func sendMessage(by transfer: SMTPTransfer) throws(BrokenInvariant) {
        guard let order = current else { throw BrokenInvariant(description: "a message belongs to a transaction") }
        switch transfer {
        case .chunks:
            try demand(machine.extensions.services.contains(.chunking), "BDAT is sent where that is offered")
            output += Array("BDAT \(order.message.count) LAST\r\n".utf8) + order.message
            unanswered.append("BDAT")
        case .data:
            var encoder = MessageDataEncoder()
            var offset = 0
            while let segment = encoder.next(order.message.span, from: &offset) {
                if segment.isPrecededByDot { output.append(UInt8(ascii: ".")) }
                output += order.message[segment.octets]
            }
            guard let terminator = encoder.terminator else {
                let actions = machine.messageIsMalformed()
                return try carryOut(actions)
            }
            output += terminator
            unanswered.append(".")
        }
        machine.messageSent()
        hasSent = true
    }
}

extension ClientSession {
    /// Every line that is written is one command, and the one that belongs there.
    private mutating func write(_ octets: [UInt8]) throws(BrokenInvariant) {
        output += octets
        try demand(
            octets.suffix(2).elementsEqual([13, 10])
                && !ReferenceData.hasBareOctets(octets[...], mayEndInReturn: false),
            "what is written is whole lines", octets.shown)
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while let end = octets.end(of: [13, 10], from: start) {
            lines.append(octets[start..<(end - 2)])
            start = end
        }
        let mayPipeline = configuration.usesPipelining && machine.extensions.services.contains(.pipelining)
        try demand(lines.count == 1 || mayPipeline, "commands go out together where that is offered", octets.shown)
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            try check(Array(line), isLast: isLast, isAlone: lines.count == 1)
            unanswered.append(String(decoding: line, as: UTF8.self))
        }
    }

    private func check(_ line: [UInt8], isLast: Bool, isAlone: Bool) throws(BrokenInvariant) {
        let services = machine.extensions.services
        if line == [UInt8(ascii: ".")] { return try demand(isAlone && current != nil, "a dot ends a message") }
        if line.starts(with: Array("AUTH PLAIN ".utf8)) {
            return try demand(isEncrypted && isAlone, "a password is only sent under TLS")
        }
        var parser = SMTPCommandParser(postmasterHost: FuzzValues.host, extensions: services)
        parser.allowsInternationalized = services.contains(.smtpUTF8)
        let command: SMTPCommand
        do {
            command = try parser.parse(line.span)
        } catch {
            throw BrokenInvariant(
                description: "every line is a command of what is offered: \(line.shown): \(error.reply)")
        }
        switch command {
        case .mail(let mail):
            let isOurs = current.map { $0.transaction.reversePath == mail.reversePath } ?? false
            try demand(isOurs, "MAIL names the sender", line.shown)
        case .recipient(let recipient):
            let isOurs = current?.transaction.recipients.contains { $0.mailbox == recipient.mailbox } ?? false
            try demand(isOurs, "RCPT names a recipient", line.shown)
        case .data: try demand(isLast && current != nil, "DATA comes last", line.shown)
        case .ehlo, .helo, .lhlo, .startTLS, .quit, .reset:
            try demand(isAlone, "what has to be awaited goes out alone", line.shown)
        default: throw BrokenInvariant(description: "every line is a command of a client: \(line.shown)")
        }
    }
}
