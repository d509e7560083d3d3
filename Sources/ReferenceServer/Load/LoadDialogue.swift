/// A session's side of the dialogue as a value: octets of the server in, what to send and what became of it out.
///
/// One transaction at a time, each begun by `begin`. A refused transaction is reset and reported, and the session goes
/// on; a reply of 421, or one that fits nothing, ends it.
struct LoadDialogue: Sendable {
    /// What follows from a reply; complete.
    enum Step: Hashable, Sendable {
        /// These octets are to be sent.
        case send([UInt8])
        /// The message with its final dot is to be sent.
        case sendContent
        /// The message was accepted; `begin` or `quit` comes next.
        case accepted
        /// The message was refused with this reply; octets are to be sent, and `ready` follows.
        case refused(String, send: [UInt8])
        /// `begin` or `quit` comes next.
        case ready
        /// The session is over; the reply says why, or nothing where it ended as it should.
        case ended(String?)
    }

    /// Which reply comes next.
    ///
    /// Each stage names the one after it.
    private enum Stage: Sendable {
        /// 220, then `hello`.
        case greeting
        /// The extensions and 250, then `idle`.
        case hello
        /// None until `begin` (then `mail`) or `quit` (then `quitting`).
        case idle
        /// Of MAIL, then `recipient`.
        case mail
        /// Of RCPT, then `data`.
        case recipient
        /// Of DATA: 354, then `dot`.
        case data
        /// Of the message, then `idle`.
        case dot
        /// Of RSET after a refusal, then `idle`.
        case reset
        /// Of QUIT, then nothing.
        case quitting
    }

    /// Whether MAIL, RCPT and DATA go out together in this session.
    private(set) var isPipelined = false

    private let plan: LoadPlan
    private var stage = Stage.greeting
    private var line: [UInt8] = []
    private var offersSize = false
    private var offersPipelining = false
    /// The first refusal in a pipelined transaction, until all its replies are there.
    private var refusal: String?
    private let name = "bench.localhost"
    /// More of a line than RFC 5321, section 4.5.3.1.5, allows is dropped.
    private static let maximumLine = 512

    /// Makes the dialogue of a new connection, on which the server speaks first.
    ///
    /// - Parameter plan: what is sent.
    init(plan: LoadPlan) { self.plan = plan }

    /// Begins a transaction; only after `ready` or `accepted`.
    ///
    /// - Returns: the octets to send.
    mutating func begin() -> [UInt8] {
        stage = .mail
        refusal = nil
        return opening
    }

    /// Ends the session; only after `ready` or `accepted`.
    ///
    /// - Returns: the octets to send.
    mutating func quit() -> [UInt8] {
        stage = .quitting
        return Array("QUIT\r\n".utf8)
    }

    /// Reads octets of the server up to the next step.
    ///
    /// - Parameters:
    ///   - octets: what was read, cut anywhere.
    ///   - position: where to begin; afterwards the first octet that was not looked at.
    /// - Returns: what follows, or nil when all octets were read and nothing follows from them.
    mutating func next(in octets: some RandomAccessCollection<UInt8>, from position: inout Int) -> Step? {
        while position < octets.count {
            let octet = octets[octets.index(octets.startIndex, offsetBy: position)]
            position += 1
            guard octet == UInt8(ascii: "\n") else {
                if line.count < Self.maximumLine { line.append(octet) }
                continue
            }
            if stage == .hello { noteExtension() }
            let isLast = line.count < 4 || line[3] != UInt8(ascii: "-")
            let step = isLast ? reply() : nil
            line.removeAll(keepingCapacity: true)
            if let step { return step }
        }
        return nil
    }

    private mutating func reply() -> Step? {
        let code = line.prefix(3).reduce(0) { $0 * 10 + Int($1) - 48 }
        if code == 421 { return .ended(text) }
        switch stage {
        case .greeting:
            guard code == 220 else { return .ended(text) }
            stage = .hello
            return .send(Array("EHLO \(name)\r\n".utf8))
        case .hello:
            guard code == 250 else { return .ended(text) }
            prepare()
            stage = .idle
            return .ready
        case .mail: return taken(code == 250, .recipient, plan.recipient)
        case .recipient: return taken(code == 250, .data, Self.data)
        case .data: return dataReply(code)
        case .dot:
            if let refusal { return refuse(refusal) }
            guard code == 250 else { return refuse(text) }
            stage = .idle
            return .accepted
        case .reset:
            stage = .idle
            return code == 250 ? .ready : .ended(text)
        case .quitting: return .ended(nil)
        case .idle: return .ended(text)
        }
    }

    private mutating func taken(_ isFine: Bool, _ following: Stage, _ command: [UInt8]) -> Step? {
        if !isFine, !isPipelined { return refuse(text) }
        if !isFine { refusal = refusal ?? text }
        stage = following
        return isPipelined ? nil : .send(command)
    }

    private mutating func dataReply(_ code: Int) -> Step {
        guard code == 354 else { return refuse(refusal ?? text) }
        stage = .dot
        // A server that wants a message for nobody gets an empty one (RFC 2920, section 3.1).
        return refusal == nil ? .sendContent : .send(Array(".\r\n".utf8))
    }

    private mutating func refuse(_ reason: String) -> Step {
        stage = .reset
        return .refused(reason, send: Array("RSET\r\n".utf8))
    }

    /// What begins each transaction; made once, when the extensions are known.
    private var opening: [UInt8] = []

    private mutating func prepare() {
        isPipelined = offersPipelining && plan.pipelining == .offered
        opening = plan.mail + Array((offersSize ? " SIZE=\(plan.size)\r\n" : "\r\n").utf8)
        if isPipelined { opening += plan.recipient + Self.data }
    }

    private mutating func noteExtension() {
        let keyword = String(decoding: line.dropFirst(4), as: UTF8.self).uppercased()
        if keyword.hasPrefix("PIPELINING") { offersPipelining = true }
        if keyword.hasPrefix("SIZE") { offersSize = true }
    }

    private var text: String {
        String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self)
    }

    private static let data = Array("DATA\r\n".utf8)
}
