/// The TXT record with which a domain says that it has a policy, and which one (RFC 8461, section 3.1).
///
/// It stands at `_mta-sts.` and the domain. It says nothing of what the policy is: it only tells who has a policy that
/// there is a newer one.
public struct MTASTSRecord: Hashable, Sendable {
    /// What the domain calls its present policy: one to 32 letters and digits.
    ///
    /// Two are the same or they are not; none is newer than another.
    public let id: String

    /// The longest identifier in octets (RFC 8461, section 3.1).
    public static let maximumIdentifierLength = 32

    /// Reads a record.
    ///
    /// The grammar of the RFC is followed to the letter. The semicolon behind the version must follow at once, as
    /// anything else is not looked at (erratum 6285); blanks may stand around the others. Fields with other names are
    /// passed over if they have the form of a field; of several fields `id` the first one counts.
    ///
    /// - Parameter octets: the strings of the record joined without anything between them.
    /// - Throws: `MTASTSRecordError` with what is wrong and its place.
    public init(parsing octets: [UInt8]) throws(MTASTSRecordError) {
        guard Self.isCandidate(octets) else { throw MTASTSRecordError(.otherVersion, at: 0) }
        var reader = MTASTSRecordReader(octets, at: Self.version.count)
        var id: String?
        while let field = try reader.nextField() {
            guard id == nil, field.name.elementsEqual("id".utf8) else { continue }
            guard field.value.count <= Self.maximumIdentifierLength, field.value.allSatisfy(\.isLetterOrDigit) else {
                throw MTASTSRecordError(.malformedIdentifier, at: field.value.startIndex)
            }
            id = String(decoding: field.value, as: UTF8.self)
        }
        guard let id else { throw MTASTSRecordError(.missingIdentifier, at: octets.count) }
        self.id = id
    }

    /// Makes a record that calls the policy so.
    ///
    /// - Parameter id: what the domain calls its policy: one to 32 letters and digits of ASCII.
    /// - Throws: `MTASTSRecordError` of the kind `malformedIdentifier` when it is anything else.
    public init(id: String) throws(MTASTSRecordError) {
        guard !id.isEmpty, id.utf8.count <= Self.maximumIdentifierLength, id.utf8.allSatisfy(\.isLetterOrDigit) else {
            throw MTASTSRecordError(.malformedIdentifier, at: 0)
        }
        self.id = id
    }

    /// Whether a TXT record is one of these at all; others are discarded before they are counted.
    static func isCandidate(_ octets: [UInt8]) -> Bool {
        octets.starts(with: version) && octets.dropFirst(version.count).first == UInt8(ascii: ";")
    }

    private static let version = Array("v=STSv1".utf8)
}
