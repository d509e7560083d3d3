import SMTPProtocol

/// Octets behind DATA at `MessageDataDecoder`, and messages at `MessageDataEncoder`.
///
/// Invariants:
/// - Only CRLF.CRLF ends the data (or .CRLF as its first line): the decoder ends there, and nowhere else.
/// - A bare CR, a bare LF or a NUL makes the message malformed, and nothing else does.
/// - Whole, octet by octet and cut anywhere, the decoder finds the same message, the same end and the same
///   malformedness, and the encoder writes the same octets.
/// - The encoder refuses a message with a bare CR, a bare LF or a NUL, and no other. What it writes has none of them,
///   and CRLF.CRLF at its end only; decoded, it is the message again, with a CRLF at its end if that had none.
///
/// The script is the data, and then the message; each event is a cut. There are no choices.
enum DataTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let script = FuzzScript(FuzzInput(octets).script, alphabet)
        let octets = script.octets
        let ways = [[octets], octets.singly, script.deliveries]
        for pieces in ways { try checkDecoding(of: octets, in: pieces) }
        for pieces in ways { try checkEncoding(of: octets, in: pieces) }
    }

    private static func checkDecoding(of stream: [UInt8], in pieces: [[UInt8]]) throws(BrokenInvariant) {
        let expected = ReferenceData(stream)
        let found = try Decoding(pieces)
        try demand(found.end == expected.end, "only CRLF.CRLF ends the data", "\(found), \(stream.shown)")
        try demand(found.isMalformed == expected.isMalformed, "what is bare is malformed", "\(found), \(stream.shown)")
        guard !found.isMalformed else { return }
        if expected.end != nil {
            try demand(found.message == expected.message, "the message is the data without dots", "\(stream.shown)")
        } else {
            let isPrefix = expected.message.starts(with: found.message)
            try demand(isPrefix, "what is given on is a beginning of the message", "\(stream.shown)")
            // Held back at most: a dot at the start of a line, and the CR behind it.
            let held = expected.message.count - found.message.count
            try demand(held <= 2, "no more is held back than could be the end", "\(held), \(stream.shown)")
        }
    }

    private static func checkEncoding(of message: [UInt8], in pieces: [[UInt8]]) throws(BrokenInvariant) {
        let isMalformed = ReferenceData.hasBareOctets(message[...], mayEndInReturn: false)
        guard let sent = try encoded(pieces) else {
            return try demand(isMalformed, "only a bare CR, a bare LF or a NUL is refused", message.shown)
        }
        try demand(!isMalformed, "a bare CR, a bare LF or a NUL is refused", message.shown)
        let isClean = !ReferenceData.hasBareOctets(sent[...], mayEndInReturn: false)
        try demand(isClean, "nothing bare leaves the encoder", sent.shown)
        let received = try Decoding([sent])
        try demand(received.end == sent.count, "the data end at their end", sent.shown)
        let endsInLine = message.isEmpty || message.suffix(2).elementsEqual([13, 10])
        let whole = endsInLine ? message : message + [13, 10]
        try demand(received.message == whole, "what is encoded is decoded to the same", sent.shown)
        try demand(!received.isMalformed, "what is encoded is not malformed", sent.shown)
    }

    /// What the encoder sends of a message, its terminator included; nil where it refuses.
    private static func encoded(_ pieces: [[UInt8]]) throws(BrokenInvariant) -> [UInt8]? {
        var encoder = MessageDataEncoder()
        var sent: [UInt8] = []
        for piece in pieces {
            var offset = 0
            while let segment = encoder.next(piece.span, from: &offset) {
                let isInside = !segment.octets.isEmpty && segment.octets.upperBound == offset
                try demand(isInside, "a segment ends where reading stopped, and is not empty", "\(segment)")
                if segment.isPrecededByDot { sent.append(UInt8(ascii: ".")) }
                sent += piece[segment.octets]
            }
            try demand(encoder.isMalformed || offset == piece.count, "all octets are read", piece.shown)
        }
        return encoder.terminator.map { sent + $0 }
    }

    /// What the decoder made of a stream.
    private struct Decoding: Equatable {
        var message: [UInt8] = []
        var end: Int?
        var isMalformed = false

        init(_ pieces: [[UInt8]]) throws(BrokenInvariant) {
            var decoder = MessageDataDecoder()
            var consumed = 0
            for piece in pieces where end == nil {
                var offset = 0
                var isWaiting = false
                while !isWaiting, end == nil {
                    let before = offset
                    switch decoder.next(piece.span, from: &offset) {
                    case .octets(let range):
                        let isInside = range.lowerBound >= before && range.upperBound <= offset && !range.isEmpty
                        try demand(isInside, "what is given on was read just now", "\(range)")
                        try demand(!decoder.isMalformed, "nothing is given on of what is malformed")
                        message += piece[range]
                    case .end: end = consumed + offset
                    case .needInput:
                        isWaiting = true
                        try demand(offset == piece.count, "all that comes is read", piece.shown)
                    }
                }
                consumed += piece.count
            }
            isMalformed = decoder.isMalformed
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "\r\n", "\r\n.", "\r\n.\r\n", "\r\n..\r\n", ".", "..", "\r", "\n", "\0", "text", ".\r", "\r\n.\r", "\n.\n",
            "\r.\r", "\r\r\n", ".\n", "x\r\n", "\u{E9}",
        ])
}
