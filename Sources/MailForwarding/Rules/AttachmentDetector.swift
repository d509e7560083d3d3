import InternetMessage

/// Finds out whether a message has attachments, while it comes in.
///
/// However the message is cut, the answer is the same; any octets have one. The parts are found as `MIMEStructure`
/// finds them: by the delimiter lines of the multiparts that are open, where LF alone ends a line as CRLF does. Whether
/// a part that is no multipart is an attachment, the first of these says that is so of it:
///
/// - never, when it is a detached signature (`application/pgp-signature`, `application/pkcs7-signature`), whatever else
///   it says;
/// - when its Content-Disposition is `attachment`, or one that is not known, which is to be taken for that (RFC 2183,
///   section 2.8);
/// - never, when it is a picture with a Content-ID directly in a multipart/related, as it stands in a text then (RFC
///   2387, section 1);
/// - when it has the name of a file, unless it is a text whose disposition is `inline`;
/// - never, when it is a text, or what machines have to say of a message (`message/delivery-status`,
///   `message/disposition-notification`, `message/feedback-report` and their kin);
/// - in all other cases: pictures, documents, `application/ms-tnef` and so on. A message in a message is one, and is
///   not looked into. A message that is itself such a part, with no text, counts too.
///
/// Memory is bounded: a line is kept up to 16 KiB in a header and some 1,000 octets elsewhere, of a header the three
/// fields that matter, up to 16 KiB each, and at most ``maximumDepth`` boundaries of 998 octets. What is longer is cut.
///
/// Known limits: what stands inside of a text, as `uuencode` put it, does not count; a multipart without a boundary, or
/// one that lies deeper than ``maximumDepth``, has no parts; what is said to be a signature is believed to be one.
public struct AttachmentDetector: Sendable {
    /// A multipart whose parts are being looked at.
    private struct OpenMultipart: Sendable {
        var boundary: [UInt8]
        var subtype: String
    }

    /// Where the detector is, each with where it may go.
    ///
    /// - `header` → `body`, `decided`
    /// - `body` (outside of headers, with a multipart open) → `header` at a delimiter, `decided`
    /// - `decided`, which stays
    private enum State: Sendable {
        case header
        case body
        case decided
    }

    /// Whether an attachment was found; while ``isDecided`` is false, one may still come.
    public private(set) var hasAttachments = false

    /// How many multiparts are looked into that lie in each other: people make four or five.
    public static let maximumDepth = 32

    private var state = State.header
    /// The multiparts that are open, the innermost last.
    private var open: [OpenMultipart] = []
    private var fields = PartFields()
    /// The beginning of the line that has not ended yet.
    private var line: [UInt8] = []
    /// Whether the line has more octets than are kept.
    private var isLineCut = false
    /// Whether the next line is the message's first.
    private var isAtStart = true

    /// Makes a detector that has seen nothing.
    public init() {}

    /// Whether the answer cannot change any more, so that what comes need not be looked at.
    public var isDecided: Bool { state == .decided }

    /// Takes the next piece of the message.
    ///
    /// - Parameter piece: any number of octets; once the message has been said to end, they are not looked at.
    public mutating func feed(_ piece: Span<UInt8>) {
        var start = 0
        while start < piece.count, !isDecided {
            let end = piece.firstIndex(of: UInt8(ascii: "\n"), in: start..<piece.count)
            keep(piece.extracting(start..<end))
            guard end < piece.count else { return }
            endLine()
            start = end + 1
        }
    }

    /// Says that the message has ended; ``hasAttachments`` is the answer then.
    public mutating func finish() {
        if !line.isEmpty { endLine() }
        // Where the message was cut off right behind a delimiter, no part has begun.
        if state == .header, fields.hasField { endHeader() }
        state = .decided
    }
}

extension AttachmentDetector {
    /// Keeps octets of a line as far as they are looked at.
    private mutating func keep(_ octets: Span<UInt8>) {
        let limit = state == .header ? PartFields.maximumLength : Self.longestDelimiter
        let room = max(0, limit - line.count)
        if octets.count > room { isLineCut = true }
        line.append(octetsOf: octets.extracting(0..<min(octets.count, room)))
    }

    private mutating func endLine() {
        if !isLineCut, line.last == UInt8(ascii: "\r") { line.removeLast() }
        switch state {
        case .header: takeHeaderLine()
        case .body: takeBodyLine()
        case .decided: break
        }
        line.removeAll(keepingCapacity: true)
        isLineCut = false
    }

    private mutating func takeHeaderLine() {
        let isFirst = isAtStart
        isAtStart = false
        guard delimiter() == nil else {
            endHeader()
            takeBodyLine()
            return
        }
        switch fields.take(line) {
        case .field: break
        case .end: endHeader()
        case .noField:
            // The separator of a mailbox file is no part of the message.
            guard !isFirst || !line.starts(with: Self.mailboxSeparator) else { return }
            endHeader()
            takeBodyLine()
        }
    }

    /// Decides what the part is whose header has ended.
    private mutating func endHeader() {
        let part = fields.part(in: open.last?.subtype)
        fields = PartFields()
        if part.isAttachment {
            hasAttachments = true
            state = .decided
            return
        }
        if let boundary = part.boundary, open.count < Self.maximumDepth {
            open.append(OpenMultipart(boundary: boundary, subtype: part.type.subtype))
        }
        state = open.isEmpty ? .decided : .body
    }

    private mutating func takeBodyLine() {
        guard state == .body, let (place, isLast) = delimiter() else { return }
        // A delimiter ends whatever is open inside of its multipart.
        open.removeLast(open.count - place - (isLast ? 0 : 1))
        if isLast {
            state = open.isEmpty ? .decided : .body
        } else {
            state = .header
        }
    }

    /// The place of the multipart whose delimiter the line is, if it is one (RFC 2046, section 5.1.1).
    ///
    /// Where it could belong to several, the longest boundary counts, then the innermost.
    private func delimiter() -> (place: Int, isLast: Bool)? {
        guard Self.hasHyphens(line[...]) else { return nil }
        let text = line.dropFirst(2)
        var best: (place: Int, isLast: Bool)?
        var length = 0
        for (place, multipart) in open.enumerated().reversed() where multipart.boundary.count > length {
            guard text.starts(with: multipart.boundary) else { continue }
            let rest = text.dropFirst(multipart.boundary.count)
            if Self.isEndOrBlank(rest) {
                best = (place, false)
            } else if Self.hasHyphens(rest), Self.isEndOrBlank(rest.dropFirst(2)) {
                best = (place, true)
            } else {
                continue
            }
            length = multipart.boundary.count
        }
        return best
    }

    private static func hasHyphens(_ octets: ArraySlice<UInt8>) -> Bool {
        octets.starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")])
    }

    private static func isEndOrBlank(_ octets: ArraySlice<UInt8>) -> Bool {
        guard let first = octets.first else { return true }
        return first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
    }

    /// How much of a line shows whether it is a delimiter: hyphens before and behind the longest boundary, one octet
    /// more, and the CR of its end.
    private static let longestDelimiter = ContentType.maximumBoundaryLength + 6
    private static let mailboxSeparator = Array("From ".utf8)
}
