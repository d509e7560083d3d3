import InternetMessage

/// Messages at `MessageHeader` and `HeaderBodySplitter`, and text at `HeaderField`.
///
/// Invariants:
/// - The outcome is a header, or a `MessageError` for a limit with an offset inside the message; nothing else.
/// - The fields, what ended them and the body are the message, octet for octet.
/// - Whole, octet by octet and cut anywhere, fields, ending, body and error are the same.
/// - Each field has a name of printable ASCII by which it is found, and is one field to whoever reads it alone; its
///   unfolded value has no line end and no blanks at its ends.
/// - With fields put on top, the message stands behind them octet for octet, and has these fields and then its own.
/// - A text that is folded into a field is one field with lines of at most 998 octets, and unfolded the text again but
///   for what no header can have.
///
/// The script is the message, and then the text; each event is a cut. The choice: how much of a header is accepted.
enum HeaderTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let script = FuzzScript(input.script, alphabet)
        let message = script.octets
        let limits = input.choice(.standard, HeaderLimits(maximumSize: 100, maximumFieldCount: 4))
        let whole = Reading(message, limits)
        try check(whole, of: message, limits)
        for pieces in [[message], message.singly, script.deliveries] {
            let other = try Reading(in: pieces, limits)
            try demand(other == whole, "cut in another way, the header is the same", "\(other), \(whole)")
        }
        for field in whole.fields.prefix(50) { try check(field) }
        try checkPrepending(to: message)
        try checkFolding(of: message)
    }

    private static func check(
        _ whole: Reading, of message: [UInt8], _ limits: HeaderLimits
    ) throws(BrokenInvariant) {
        if let failure = whole.failure {
            let isInside = (0...message.count).contains(failure.offset)
            try demand(isInside, "a mistake stands inside the message", "\(failure)")
            switch failure.problem {
            case .headerTooLarge:
                return try demand(message.count > limits.maximumSize, "only what is large is too large")
            case .tooManyFields: return
            default: throw BrokenInvariant(description: "only limits are held against a header: \(failure)")
            }
        }
        let empty: [UInt8] = whole.ending == .emptyLine ? [13, 10] : []
        let joined = whole.fields.flatMap(\.octets) + empty + whole.body
        try demand(joined == message, "fields, ending and body are the message", "\(whole), \(message.shown)")
        try demand(whole.ending != .endOfInput || whole.body.isEmpty, "there is no body behind the end", "\(whole)")
        try demand(whole.fields.count <= limits.maximumFieldCount, "a header keeps its limits", "\(whole)")
    }

    private static func check(_ field: HeaderField) throws(BrokenInvariant) {
        let name = field.name
        let isPrintable = name.utf8.allSatisfy { (33..<127).contains($0) && $0 != UInt8(ascii: ":") }
        try demand(isPrintable && !name.isEmpty, "a name is printable ASCII", field.octets.shown)
        try demand(field.isNamed(name.uppercased()), "a field is found by its name", name)
        let alone = try? HeaderField(parsing: Array(field.octets))
        try demand(alone == field, "a field is one field alone", field.octets.shown)
        let value = field.unfoldedValue
        try demand(!Array(value.utf8).contains([13, 10]), "a value has no line end", field.octets.shown)
        let ends = [value.utf8.first, value.utf8.last]
        try demand(!ends.contains(32) && !ends.contains(9), "a value has no blanks at its ends", field.octets.shown)
    }

    private static func checkPrepending(to message: [UInt8]) throws(BrokenInvariant) {
        guard let header = try? MessageHeader(parsing: message),
            let field = try? HeaderField(parsing: Array("Received: x".utf8))
        else { return }
        try demand(header.octets == header.fields.flatMap(\.octets), "a header is its fields", message.shown)
        for fields in [[], [field], [field, field]] {
            let made = MessageHeader.prepending(fields, to: message)
            try demand(made.suffix(message.count).elementsEqual(message), "a message stays as it is", made.shown)
            guard let read = try? MessageHeader(parsing: made) else { continue }
            let expected = header.prepending(fields)
            try demand(read == expected, "fields on top are fields of the header", "\(read), \(expected)")
            let isOnTop = read.fields.dropFirst(fields.count).elementsEqual(header.fields)
            try demand(isOnTop, "those that were there follow", made.shown)
            let body = made[read.bodyOffset...].elementsEqual(message[header.bodyOffset...])
            try demand(body, "and so does the body", made.shown)
        }
    }

    private static func checkFolding(of text: [UInt8]) throws(BrokenInvariant) {
        let text = String(decoding: text, as: UTF8.self)
        guard let field = try? HeaderField(name: "Subject", folding: text) else {
            throw BrokenInvariant(description: "any text can be folded")
        }
        let octets = Array(field.octets)
        try demand((try? HeaderField(parsing: octets)) == field, "a folded text is one field", octets.shown)
        let lines = octets.split(separator: 10)
        let isBounded = lines.allSatisfy {
            $0.last == 13 && $0.count <= 999 && $0.firstIndex(of: 13) == $0.endIndex - 1
        }
        try demand(isBounded, "no line is over 998 octets", octets.shown)
        var expected = text.unicodeScalars.map { scalar -> UInt8 in
            switch scalar.value {
            case 9, 32...126: UInt8(scalar.value)
            case ..<128: 32
            default: UInt8(ascii: "?")
            }
        }
        expected.removeFirst(expected.prefix { $0 == 32 || $0 == 9 }.count)
        while expected.last == 32 || expected.last == 9 { expected.removeLast() }
        // Long words are cut, and long runs of blanks as well.
        let words = expected.split { $0 == 32 || $0 == 9 }
        let runs = expected.split { $0 != 32 && $0 != 9 }
        guard words.allSatisfy({ $0.count <= 900 }), runs.allSatisfy({ $0.count <= 64 }) else { return }
        let unfolded = Array(field.unfoldedValue.utf8)
        try demand(unfolded == expected, "a folded text is the text", "\(unfolded.shown), \(expected.shown)")
    }

    /// What was made of a message.
    private struct Reading: Equatable {
        var fields: [HeaderField] = []
        var ending: MessageHeader.Ending?
        var body: [UInt8] = []
        var failure: MessageError?

        /// Reads the whole.
        init(_ message: [UInt8], _ limits: HeaderLimits) {
            do {
                let header = try MessageHeader(parsing: message, limits: limits)
                fields = header.fields
                ending = header.ending
                body = Array(message[header.bodyOffset...])
            } catch {
                failure = error
            }
        }

        /// Reads it piece by piece.
        init(in pieces: [[UInt8]], _ limits: HeaderLimits) throws(BrokenInvariant) {
            var splitter = HeaderBodySplitter(limits: limits)
            for piece in pieces {
                do throws(MessageError) {
                    switch try splitter.feed(piece.span) {
                    case .header: break
                    case .bodyBegins(let carried, let offset): body += carried + piece[offset...]
                    case .body: body += piece
                    }
                    if failure != nil { throw MessageError(.notOneField, at: 0) }
                } catch {
                    if let failure, failure != error {
                        throw BrokenInvariant(description: "an error is sticky: \(failure), \(error)")
                    }
                    failure = error
                }
            }
            body += splitter.finish()
            do throws(MessageError) {
                fields = try splitter.parsedHeader().fields
                ending = splitter.ending
            } catch {
                failure = failure ?? error
            }
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "From: Ada <ada@example.com>\r\n", "Subject: x\r\n", "\r\n", "\r\n\r\n", "\r\n ", "\r\n\t", ":", " :", "a:",
            "\r", "\n", "\r\r\n", " ", "\t", "\0", "\u{E9}", "\r\n\r", "text", "From ada\r\n", "X-Long: ",
            String(repeating: "x", count: 90), "\u{7F}", "::", " \r\n", "\n\n",
            String(repeating: "y", count: 997), String(repeating: " ", count: 60),
        ])
}
