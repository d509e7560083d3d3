/// Reads a Received field clause by clause; see ``ReceivedTrace``.
struct ReceivedTraceReader {
    /// The clauses; complete, as others are skipped as words of the clause they stand in.
    private enum Clause: String, Sendable {
        case from
        case by
        case via
        case with
        case identifier = "id"
        case recipient = "for"
    }

    private let value: ArraySlice<UInt8>
    /// Whether this is the content of a comment, so that no comment of it is read as a field again.
    private let isComment: Bool
    private var trace = ReceivedTrace()
    private var clause: Clause?
    private var seen: Set<Clause> = []
    /// Whether nothing but words stood in the clause so far: its value comes before any comment.
    private var isBeforeComment = true
    private var dateStarts: [Int] = []
    private var protocolWords: [String] = []

    init(_ value: ArraySlice<UInt8>, isComment: Bool = false) {
        self.value = value
        self.isComment = isComment
    }

    /// What the field says.
    mutating func read() -> ReceivedTrace {
        var lexer = StructuredFieldLexer(value, specials: .trace)
        while let token = lexer.next() {
            switch token.kind {
            case .comment: take(comment: token.text)
            case .special:
                clause = nil
                dateStarts.append(token.octets.endIndex)
            case .word, .quotedString, .literal: take(word: token)
            }
        }
        if !protocolWords.isEmpty {
            trace.with = protocolWords.joined(separator: " ")
            takeEncryption(from: Array((trace.with ?? "").utf8))
        }
        trace.date = readDate()
        return trace
    }

    private mutating func take(word token: StructuredToken) {
        let word = Self.trimmed(token.text)
        guard !word.isEmpty else { return }
        let text = String(decoding: word, as: UTF8.self)
        if token.kind == .word, word.count <= 4, let next = Clause(rawValue: text.lowercased()) {
            clause = seen.insert(next).inserted ? next : nil
            isBeforeComment = true
            return
        }
        switch clause {
        case .from:
            if isBeforeComment, trace.from == nil {
                trace.from = text
            } else {
                takeClient(from: word, isComment: false)
            }
        case .by where isBeforeComment && trace.by == nil: trace.by = Self.withoutAngles(text)
        case .via where isBeforeComment && trace.via == nil: trace.via = text
        case .with where isBeforeComment: protocolWords.append(text)
        case .identifier where isBeforeComment && trace.identifier == nil: trace.identifier = Self.withoutAngles(text)
        case .recipient where isBeforeComment && trace.recipient == nil: trace.recipient = Self.withoutAngles(text)
        default: break
        }
    }

    private mutating func take(comment: [UInt8]) {
        isBeforeComment = false
        takeEncryption(from: comment)
        if clause == .from {
            takeClient(from: comment, isComment: true)
        } else if seen.isEmpty, !isComment, Self.beginsWithFrom(comment) {
            // Some programs put the whole clause into a comment.
            var reader = ReceivedTraceReader(comment[...], isComment: true)
            let inner = reader.read()
            trace.from = inner.from
            trace.greeting = inner.greeting
            trace.clientName = inner.clientName
            trace.clientAddress = inner.clientAddress
        }
    }

    private mutating func takeClient(from text: [UInt8], isComment: Bool) {
        let client = ReceivedClient(text)
        trace.greeting = trace.greeting ?? client.greeting
        if isComment { trace.clientName = trace.clientName ?? client.name }
        trace.clientAddress = trace.clientAddress ?? client.address
    }

    private mutating func takeEncryption(from text: [UInt8]) {
        guard trace.tlsVersion == nil || trace.tlsCipher == nil else { return }
        let encryption = ReceivedEncryption(text)
        trace.tlsVersion = trace.tlsVersion ?? encryption.version
        trace.tlsCipher = trace.tlsCipher ?? encryption.cipher
    }

    /// The date behind the last semicolon, or behind the first, where others follow it.
    private func readDate() -> MessageDate? {
        for start in [dateStarts.last, dateStarts.first] {
            guard let start else { continue }
            let octets = Array(value[start...])
            if let date = try? MessageDate(tolerating: octets.span) { return date }
        }
        return nil
    }

    private static func beginsWithFrom(_ comment: [UInt8]) -> Bool {
        comment.count > 5 && comment[4].isBlank && comment.prefix(4).map(\.lowercasedLetter).elementsEqual("from".utf8)
    }

    /// The word without the commas that some programs put between clauses.
    private static func trimmed(_ word: [UInt8]) -> [UInt8] {
        let comma = UInt8(ascii: ",")
        guard let start = word.firstIndex(where: { $0 != comma }), let end = word.lastIndex(where: { $0 != comma })
        else { return [] }
        return Array(word[start...end])
    }

    /// What stands between angle brackets at the start of the word, or else the whole word.
    private static func withoutAngles(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "<"), let end = text.utf8.firstIndex(of: UInt8(ascii: ">")) else {
            return text
        }
        let inside = text[text.utf8.index(after: text.startIndex)..<end]
        return inside.isEmpty ? text : String(inside)
    }
}
