import SMTPProtocol

/// Replies as they stand in rows, to be read by people and by us without loss.
///
/// A reply of one line stands as people quote it, `451 4.7.1 later`, as in the rows of every version. What would not be read
/// back as it was, for its many lines above all, stands as code, TAB, enhanced status code or nothing, TAB, and the lines
/// with LF between them.
enum ReplyText {
    /// The text of a reply.
    static func text(_ reply: SMTPReply) -> String {
        let plain = reply.description
        if SMTPReply(parsing: plain) == reply { return plain }
        let status = reply.enhancedStatusCode?.description ?? ""
        return "\(reply.code)\t\(status)\t\(reply.lines.joined(separator: "\n"))"
    }

    /// The reply of a text, or nil where it is none.
    static func reply(_ text: String) -> SMTPReply? {
        let parts = text.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 3, let code = UInt16(parts[0]) else {
            return SMTPReply(parsing: text)
        }
        let lines = parts[2].split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        return SMTPReply(code, EnhancedStatusCode(parts[1]), lines: lines)
    }
}
