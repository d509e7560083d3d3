import SMTPProtocol

/// The order of a session as RFC 5321, section 4.1.4, has it, kept beside the machine from its questions and its input
/// alone: what may be asked when, and which octets are the message.
struct ServerOrder {
    private let configuration: SMTPServerConfiguration
    private var isConnected = false
    private var isGreeted = false
    private var isExtended = false
    /// The transaction that is open.
    private(set) var mail: SMTPMail?
    /// The recipients that were accepted in it.
    private(set) var recipients: [SMTPRecipient] = []
    /// How the message comes, once that was accepted or asked.
    private var transfer: SMTPTransfer?
    /// Which of the questions is about to be answered.
    private var candidate: SMTPRecipient?
    /// The octets behind DATA as they came.
    private var raw: [UInt8] = []
    /// The octets that the machine gave on.
    var body: [UInt8] = []
    /// What is left of the chunk that is coming, what all chunks had, and whether this is the last.
    private var chunkLeft = 0
    private var chunkSum = 0
    private var isLastChunk = false
    /// How many recipients the message that ended has.
    private(set) var answered = 0

    init(_ configuration: SMTPServerConfiguration) { self.configuration = configuration }

    /// Begins anew, as after STARTTLS.
    mutating func forget() {
        isGreeted = false
        isExtended = false
        endTransaction()
    }

    /// Checks a question that the machine asks.
    mutating func note(_ question: SMTPServerQuestion) throws(BrokenInvariant) {
        func expect(_ condition: Bool) throws(BrokenInvariant) {
            try demand(condition, "a question comes in its turn", "\(question)")
        }
        if case .connect = question { return try expect(!isConnected) }
        try expect(isConnected)
        switch question {
        case .connect, .hello, .quit: break
        case .reset: endTransaction()
        case .mail: try expect(isGreeted && mail == nil)
        case .recipient(let recipient):
            try expect(mail != nil && transfer == nil)
            let limit = configuration.maximumRecipients
            try demand(recipients.count < limit, "no more recipients than the limit", "\(limit)")
            candidate = recipient
        case .data(let wanted):
            try expect(mail != nil && !recipients.isEmpty && transfer == (wanted == .chunks ? .chunks : nil))
        case .message(let size):
            try expect(transfer != nil)
            try checkMessage(size)
        }
    }

    /// Notes what became of a question.
    mutating func note(_ step: SMTPServerMachine.Step, to question: SMTPServerQuestion) throws(BrokenInvariant) {
        let isAccepted: Bool
        switch step {
        case .reply(let reply): isAccepted = reply.isPositive || reply.code == 354
        case .needInput, .replies: isAccepted = true
        default: isAccepted = false
        }
        switch question {
        case .connect: isConnected = isAccepted
        case .hello(_, let isExtended) where isAccepted:
            endTransaction()
            isGreeted = true
            self.isExtended = isExtended
        case .mail(let mail) where isAccepted:
            self.mail = mail
            recipients = []
        case .recipient where isAccepted: if let candidate { recipients.append(candidate) }
        case .data(.data) where isAccepted: begin(.data)
        case .message:
            // The recipients are needed for the replies, which follow.
            mail = nil
            transfer = nil
            body = []
            answered = recipients.count
        default: break
        }
    }

    private mutating func begin(_ transfer: SMTPTransfer) {
        self.transfer = transfer
        raw = []
        body = []
        chunkSum = 0
    }

    private mutating func endTransaction() {
        mail = nil
        recipients = []
        transfer = nil
        body = []
    }
}

extension ServerOrder {
    /// Takes the line of a command; true where it is BDAT with a size, of which so many octets were consumed with it.
    mutating func noteChunkCommand(_ line: ArraySlice<UInt8>, behind count: Int) -> Bool {
        guard isConnected, isExtended, configuration.extensions.contains(.chunking) else { return false }
        let words = String(decoding: line.dropLast(2), as: UTF8.self).uppercased().split(separator: " ")
        guard line.first != 32, words.count > 1, words[0] == "BDAT",
            words[1].utf8.allSatisfy({ (48...57).contains($0) })
        else { return false }
        chunkLeft = Int(words[1]) ?? .max
        isLastChunk = words.count > 2
        if transfer == nil, mail != nil, !recipients.isEmpty { begin(.chunks) }
        return count <= chunkLeft
    }

    /// Takes octets that were consumed as those of a message, and the step that they led to.
    mutating func noteMessage(_ consumed: ArraySlice<UInt8>, _ step: SMTPServerMachine.Step) throws(BrokenInvariant) {
        if transfer == .data {
            try noteData(consumed, step)
        } else {
            try noteChunk(consumed, step)
        }
    }

    private mutating func noteData(_ consumed: ArraySlice<UInt8>, _ step: SMTPServerMachine.Step)
        throws(BrokenInvariant)
    {
        raw += consumed
        let lineEnd: [UInt8] = [13, 10]
        let nearby = (lineEnd + raw).suffix(consumed.count + 4)
        let end = Array(nearby).end(of: lineEnd + [UInt8(ascii: ".")] + lineEnd)
        switch step {
        case .body, .needInput: try demand(end == nil, "CRLF.CRLF ends the message", raw.shown)
        case .close: break
        default:
            try demand(end == nearby.count, "only CRLF.CRLF ends the message", raw.shown)
            try endMessage(step)
        }
    }

    private mutating func noteChunk(_ consumed: ArraySlice<UInt8>, _ step: SMTPServerMachine.Step)
        throws(BrokenInvariant)
    {
        try demand(consumed.count <= chunkLeft, "a chunk ends behind its last octet", "\(consumed.count), \(chunkLeft)")
        chunkLeft -= consumed.count
        chunkSum += consumed.count
        switch step {
        case .body, .needInput, .close, .ask(.data): break
        default:
            try demand(chunkLeft == 0, "a chunk is answered behind its last octet", "\(chunkLeft) \(step)")
            if isLastChunk, transfer != nil { try endMessage(step) }
        }
    }

    /// The message is over: it is offered to the application, or refused by the machine.
    private mutating func endMessage(_ step: SMTPServerMachine.Step) throws(BrokenInvariant) {
        if case .ask = step { return }
        answered = recipients.count
        if case .reply = step {
            try demand(configuration.dialect == .smtp, "in LMTP each accepted recipient has a reply", "\(step)")
        }
        endTransaction()
    }

    /// Checks a message that is offered to the application.
    private func checkMessage(_ size: Int) throws(BrokenInvariant) {
        try demand(size == body.count, "the size is that of what was given on", "\(size), \(body.count)")
        let limit = configuration.maximumMessageSize
        try demand(size <= limit, "a message is no larger than the limit", "\(size) of \(limit)")
        let header = Self.headerSize(of: body)
        let headerLimit = configuration.maximumHeaderSize
        try demand(header <= headerLimit, "nor is its header", "\(header) of \(headerLimit)")
        let isBinary = mail?.options.body == .binaryMIME
        let isClean = isBinary || !ReferenceData.hasBareOctets(body[...], mayEndInReturn: false)
        try demand(isClean, "a message has no bare CR, no bare LF and no NUL", body.shown)
        if transfer == .data {
            let data = ReferenceData(raw)
            try demand(data.end == raw.count, "a message is only taken when CRLF.CRLF ended it", raw.shown)
            try demand(data.message == body, "the message is the data without dots", raw.shown)
            try demand(!isBinary, "BINARYMIME comes in chunks only")
        } else {
            try demand(isLastChunk && chunkLeft == 0, "a message is only taken behind its last chunk")
            try demand(chunkSum == size, "the message is what its chunks had", "\(chunkSum), \(size)")
        }
    }

    /// The octets up to the first line that is empty, or has a CR alone; in BINARYMIME a bare LF ends a line as well.
    private static func headerSize(of message: [UInt8]) -> Int {
        var size = 0
        for line in message.split(separator: 10, omittingEmptySubsequences: false) {
            size += line.count + 1
            if line.isEmpty || line == [13] { break }
        }
        return min(size, message.count)
    }
}
