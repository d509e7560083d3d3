import SMTPProtocol

/// The octets of a server at `SMTPReplyParser`.
///
/// Invariants:
/// - Whole, octet by octet and cut anywhere, the replies and the error are the same, and so is whether a reply is open.
/// - An error is sticky: every further call gives it again, and reads nothing.
/// - Between two replies no more than `maximumReplyLength` octets are read without an error.
/// - A reply that was parsed, written on the wire and parsed again is the same, and so is one written as `description`,
///   as far as it has one line.
///
/// The script is what the server sends; each event is a cut. There are no choices.
enum RepliesTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let script = FuzzScript(FuzzInput(octets).script, alphabet)
        let stream = script.octets
        let whole = try Reading([stream])
        for pieces in [stream.singly, script.deliveries] {
            let other = try Reading(pieces)
            try demand(other == whole, "cut in another way, the replies are the same", "\(other), \(whole)")
        }
        // What comes behind these was made by repeating them.
        for reply in whole.replies.prefix(50) { try checkWriting(reply) }
    }

    private static func checkWriting(_ reply: SMTPReply) throws(BrokenInvariant) {
        let sent = reply.serialized(as: SMTPReply.WireForm(allowsUTF8: true))
        let again = try Reading([sent])
        try demand(again.replies == [reply], "a reply that is written parses again", "\(reply), \(again)")
        try demand(again.failure == nil && !again.isInside, "nothing is left of it", sent.shown)
        guard reply.lines.count == 1 else { return }
        let described = SMTPReply(parsing: reply.description)
        try demand(described == reply, "a reply's description parses again", "\(reply)")
    }

    /// What a parser made of a stream.
    private struct Reading: Equatable {
        var replies: [SMTPReply] = []
        var failure: SMTPReplySyntaxError?
        var isInside = false

        init(_ pieces: [[UInt8]]) throws(BrokenInvariant) {
            var parser = SMTPReplyParser()
            var unanswered = 0
            for piece in pieces {
                var offset = 0
                var isWaiting = false
                while !isWaiting {
                    let before = offset
                    do {
                        let reply = try parser.next(piece.span, from: &offset)
                        try demand(failure == nil, "an error is sticky", piece.shown)
                        unanswered += offset - before
                        try demand(
                            unanswered <= SMTPReplyParser.maximumReplyLength, "no reply is longer than the limit",
                            "\(unanswered)")
                        guard let reply else {
                            isWaiting = true
                            try demand(offset == piece.count, "all that comes is read", piece.shown)
                            continue
                        }
                        replies.append(reply)
                        unanswered = 0
                    } catch let error as SMTPReplySyntaxError {
                        let isSticky = failure == nil || failure == error && offset == before
                        try demand(isSticky, "an error is sticky", piece.shown)
                        isWaiting = failure != nil
                        failure = error
                    } catch {
                        throw error as? BrokenInvariant ?? BrokenInvariant(description: "\(error)")
                    }
                }
            }
            isInside = parser.isInsideReply && failure == nil
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high, longestRun: 60_000,
        [
            "220 mx.example.test ESMTP\r\n", "250-", "250 ", "550 5.1.1 ", "550-5.1.1 ", "354 ", "421 4.3.2 ", "\r\n",
            "\n", "\r", "5.1.1", "2.0.0 ", " ", "-", "text", "\0", "\u{E9}", "\u{301}",
            String(repeating: "x", count: 500), "250-" + String(repeating: "y", count: 475) + "\r\n", "199 ", "600 ",
            "25",
        ])
}
