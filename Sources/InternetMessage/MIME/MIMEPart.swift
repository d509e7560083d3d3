/// One part of a message, or the message itself, as a ``MIMEStructure`` found it (RFC 2045, section 2.4).
///
/// All ranges are offsets in octets from the start of the message; the body is never copied. The header's octets are kept,
/// so that the fields can be read without the message.
public struct MIMEPart: Hashable, Sendable {
    /// What a part holds; complete, as the walk knows these three.
    public enum Kind: Hashable, Sendable {
        /// One body. Also a multipart or message that could not be walked, for example because it is encoded.
        case single
        /// Parts between delimiter lines (RFC 2046, section 5.1); there may be none.
        case multipart
        /// A message of its own, which is the only child (RFC 2046, section 5.2.1; RFC 6532, section 3.7).
        case message
    }

    /// The place of this part in ``MIMEStructure/parts``.
    public let index: Int
    /// The index of the part around this one, or nil for the whole message.
    public let parent: Int?
    /// How deep the part lies; the whole message is at depth 0.
    public let depth: Int
    /// What the part holds.
    public internal(set) var kind: Kind
    /// The indices of the parts directly inside, in order.
    public internal(set) var children: [Int]

    /// All octets of the part, without the line end that belongs to the delimiter behind it.
    public internal(set) var range: Range<Int>
    /// The header with the empty line behind it, if there is one.
    public let headerRange: Range<Int>
    /// The body, of a multipart with its preamble, delimiters and epilogue.
    public internal(set) var bodyRange: Range<Int>
    /// The text before the first delimiter of a multipart; nil for other parts.
    public internal(set) var preambleRange: Range<Int>?
    /// The text behind the closing delimiter of a multipart; nil where it never came, and for other parts.
    public internal(set) var epilogueRange: Range<Int>?

    /// The type, which is `text/plain` where none is said or it cannot be read (RFC 2045, section 5.2), and `message/rfc822`
    /// where a part of a multipart/digest says none (RFC 2046, section 5.1.5).
    public let contentType: ContentType
    /// Whether the part itself says its type, so that it can be read.
    public let isTypeDeclared: Bool
    /// How the part wants to be shown (RFC 2183), or nil where it does not say.
    public let disposition: ContentDisposition?
    /// How the body is encoded, `sevenBit` where that is not said (RFC 2045, section 6.1).
    public let transferEncoding: TransferEncoding
    /// The Content-ID without its angle brackets (RFC 2045, section 7), or nil.
    public let identifier: String?

    /// The octets of the header's fields, without the empty line; their indices are offsets in the message.
    let fieldOctets: ArraySlice<UInt8>
}

extension MIMEPart {
    /// The fields of the header, in order.
    ///
    /// They are read anew on each call, in time that grows with the header. Where a line of the header ends with LF alone,
    /// it ends with CRLF here; otherwise the octets are those of the message.
    public var fields: [HeaderField] { MIMEPartHeader.fields(of: fieldOctets) }

    /// The first field of a name, the topmost, or nil.
    ///
    /// - Parameter name: the name without the colon; case does not matter.
    public func firstField(named name: some StringProtocol) -> HeaderField? {
        fields.first { $0.isNamed(name) }
    }

    /// Whether the part is to be saved rather than shown: it says it is an attachment, or something unknown, which counts
    /// as one (RFC 2183, section 2.8).
    public var isAttachment: Bool {
        guard let kind = disposition?.kind else { return false }
        return kind != .inline
    }

    /// Whether the body is a message that is encoded, and so was not walked.
    ///
    /// RFC 2045, section 6.4 forbids that for message/rfc822, and RFC 6532, section 3.7 allows it for message/global. The
    /// message is what ``decodedBody(in:)`` gives; another ``MIMEStructure`` can walk it.
    public var isEncodedMessage: Bool {
        kind == .single && contentType.isWholeMessage && !transferEncoding.isIdentity
    }
}

extension ContentType {
    /// What counts where no type is said.
    static let plainText = ContentType(type: "text", subtype: "plain")
    /// What counts in a multipart/digest where no type is said.
    static let wholeMessage = ContentType(type: "message", subtype: "rfc822")

    /// Whether it is that of a whole message, which can be walked.
    var isWholeMessage: Bool { type == "message" && (subtype == "rfc822" || subtype == "global") }
}
