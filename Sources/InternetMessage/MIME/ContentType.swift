/// The type of an entity and its parameters, as its Content-Type field says it (RFC 2045, section 5.1).
public struct ContentType: Hashable, Sendable {
    /// The type in lower case, never empty, for example `text`.
    public let type: String
    /// The subtype in lower case, for example `plain`; empty when the field has none, as before MIME.
    public let subtype: String
    /// The parameters.
    public let parameters: MIMEParameters
    /// The boundary of a multipart, never empty: the first that is said, its octets as they are, without the blanks at
    /// its end that it may not have (RFC 2046, section 5.1.1).
    ///
    /// One that no line can have, because it holds CR, LF or NUL or is over ``maximumBoundaryLength``, counts as none.
    public let boundary: [UInt8]?

    /// The longest boundary that is read, in octets.
    ///
    /// The RFC allows 70; this is all that a line holds (RFC 5322, section 2.1.1). It bounds, with the number of
    /// multiparts that are open at once, the work for a line that looks like a delimiter.
    public static let maximumBoundaryLength = 998

    /// Makes a type without parameters.
    ///
    /// - Parameters:
    ///   - type: the type, a token; its case does not matter.
    ///   - subtype: the subtype, a token; its case does not matter.
    public init(type: String, subtype: String) {
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        parameters = MIMEParameters()
        boundary = nil
    }

    /// Reads the value of a Content-Type field, tolerantly; see ``MIMEParameters`` for what is made of broken
    /// parameters.
    ///
    /// Answers nil when not even a type stands there.
    ///
    /// - Parameter value: the octets behind the colon, folded or not.
    public init?(parsing value: ArraySlice<UInt8>) {
        var reader = MIMEValueReader(value)
        type = reader.readToken()
        guard !type.isEmpty else { return nil }
        subtype = reader.take(UInt8(ascii: "/")) ? reader.readToken() : ""
        let sections = ParameterSections(reading: &reader)
        parameters = MIMEParameters(sections)
        boundary = sections.value(of: "boundary").flatMap { Self.trimmed($0.octets) }
    }

    /// Type and subtype, for example `text/plain`; the type alone when there is no subtype.
    public var mediaType: String { subtype.isEmpty ? type : "\(type)/\(subtype)" }

    /// What the parameter `charset` says, as it is written; ``CharacterSetDecoder`` knows the names.
    public var charset: String? { parameters["charset"] }

    private static func trimmed(_ boundary: [UInt8]) -> [UInt8]? {
        guard let last = boundary.lastIndex(where: { !$0.isBlank }), last < maximumBoundaryLength,
            !boundary.contains(where: { $0 == 0 || $0.isLineEnd })
        else { return nil }
        return Array(boundary[...last])
    }
}
