import InternetMessage

/// The fields of a part for programs, its transfer encoding undone.
struct StatusContent {
    /// The groups of fields.
    let groups: [[ReportField]]
    /// What is wrong.
    let problems: [ReportDefect.Problem]

    /// Reads the part.
    ///
    /// - Parameters:
    ///   - part: the part.
    ///   - message: the message that it is of.
    ///   - limits: how much of it is read.
    ///   - isStatus: whether groups have a field in them that such a part is made of. Where decoding the part leaves
    ///     none, and not decoding it does, its encoding is said wrongly.
    init(
        _ part: MIMEPart, in message: [UInt8], limits: ReportLimits, isStatus: ([[ReportField]]) -> Bool
    ) {
        let range = part.bodyRange.clamped(to: message.indices)
        // As much as can hold what is read, and some more so that it shows when there is more.
        let window = range.prefix(min(limits.maximumStatusSize, Int.max / 8) * 4 + 16)
        let octets = TransferDecoder.decoded(message.span.extracting(window), part.transferEncoding)
        let decoded = ReportFieldReader(octets, limits: limits)
        if !part.transferEncoding.isIdentity, !isStatus(decoded.groups) {
            let plain = ReportFieldReader(message[range], limits: limits)
            if isStatus(plain.groups) {
                groups = plain.groups
                problems = plain.problems + [.falseTransferEncoding]
                return
            }
        }
        groups = decoded.groups
        let tooLarge = ReportDefect.Problem.statusTooLarge(limit: limits.maximumStatusSize)
        let isCut = window.count < range.count && !decoded.problems.contains(tooLarge)
        problems = decoded.problems + (isCut ? [tooLarge] : [])
    }
}
