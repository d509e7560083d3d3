public import InternetMessage

/// The header fields that a signer copied into its signature, for finding what changed (RFC 6376, section 3.5, `z=`).
///
/// Nothing proves that the copy is right: it is for people who look for the reason of a failure, and never makes a
/// signature pass.
public struct CopiedHeader: Hashable, Sendable {
    /// One field of the copy.
    public struct Field: Hashable, Sendable {
        /// The name as it is written.
        public let name: String
        /// The octets behind the colon, decoded, with folding and blanks as far as the signer encoded them.
        public let value: [UInt8]
    }

    /// The longest value of `z=` in octets that is read, 64 KiB: as much as a signature has at most.
    public static let maximumLength = 65_536

    /// The fields in the order in which they stand in the copy, at least one.
    public let fields: [Field]

    /// Reads the value of `z=`.
    ///
    /// Blanks and line ends between the encoded octets are no part of them. An element without a colon or with a name
    /// that no field can have is left out; an octet that is not encoded right stays as it is.
    ///
    /// - Parameter octets: the value as it stands; nil is returned where there is no field in it, or where it is longer
    ///   than ``maximumLength``.
    public init?(parsing octets: [UInt8]) {
        guard octets.count <= Self.maximumLength else { return nil }
        let fields = octets.split(separator: UInt8(ascii: "|")).compactMap(Self.field)
        guard !fields.isEmpty else { return nil }
        self.fields = fields
    }

    private static func field(_ element: ArraySlice<UInt8>) -> Field? {
        let octets = element.filter { !$0.isBlankOrLineEnd }
        guard let colon = octets.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
        let name = octets[..<colon]
        guard name.allSatisfy({ (33...126).contains($0) }) else { return nil }
        var value = QuotedText.decoded(octets[(colon + 1)...])
        if value.suffix(2) == Field.lineEnd[...] { value.removeLast(2) }
        return Field(name: Array(name).text, value: value)
    }
}

extension CopiedHeader {
    /// The signed fields of a message that differ from the copy.
    ///
    /// Fields are compared in the canonical form of the signature, but for blanks directly behind the colon, which many
    /// signers do not copy. The last fields of a name count, as many as the
    /// signature signs (RFC 6376, section 5.4.2). Names that are not signed are not compared. The cost is that of the
    /// header, the copy and the list.
    ///
    /// - Parameters:
    ///   - header: the header of the message as it came.
    ///   - signedFields: the names in the signature's `h=`; case does not matter.
    ///   - canonicalization: the canonical form of the header that the signature names.
    /// - Returns: the differences, in the order of the list; empty where nothing differs.
    public func changes(
        to header: MessageHeader, signedFields: [String], canonicalization: Canonicalization
    ) -> [HeaderChange] {
        let signedOctets = signedFields.map { $0.utf8.map(\.lowercasedLetter) }
        var copies: [[UInt8]: [Field]] = [:]
        for field in fields { copies[field.name.utf8.map(\.lowercasedLetter), default: []].append(field) }
        var counts: [[UInt8]: Int] = [:]
        for name in signedOctets { counts[name, default: 0] += 1 }
        var present: [[UInt8]: [HeaderField]] = [:]
        for field in header.fields { present[field.nameOctets.map(\.lowercasedLetter), default: []].append(field) }
        var changes: [HeaderChange] = []
        for name in signedOctets {
            // Each name once. Of signatures it cannot be told which of them the list means.
            guard let count = counts.removeValue(forKey: name), name != FieldIndex.signatureName else { continue }
            let found = (present[name] ?? []).suffix(count)
            changes += Self.changes(from: copies[name] ?? [], to: Array(found), canonicalization)
        }
        return changes
    }

    /// The differences between the copies of one name and the fields of that name.
    private static func changes(
        from copies: [Field], to found: [HeaderField], _ form: Canonicalization
    ) -> [HeaderChange] {
        var counts: [[UInt8]: Int] = [:]
        for copy in copies { counts[comparable(copy.field, form), default: 0] += 1 }
        var added: [HeaderField] = []
        for field in found {
            let octets = comparable(field, form)
            if let count = counts[octets], count > 0 { counts[octets] = count - 1 } else { added.append(field) }
        }
        var removed: [Field] = []
        for copy in copies {
            let octets = comparable(copy.field, form)
            guard let count = counts[octets], count > 0 else { continue }
            counts[octets] = count - 1
            removed.append(copy)
        }
        var changes: [HeaderChange] = []
        for position in 0..<max(removed.count, added.count) {
            changes.append(
                HeaderChange(
                    signed: position < removed.count ? removed[position] : nil,
                    found: position < added.count ? added[position] : nil))
        }
        return changes
    }

    /// The field's canonical form without blanks directly behind the colon.
    private static func comparable(_ field: HeaderField, _ form: Canonicalization) -> [UInt8] {
        let value = field.value.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let plain = Array(field.nameOctets) + Field.colon + value + Field.lineEnd
        return form.form(of: HeaderField(unchecked: plain, nameLength: field.nameOctets.count))
    }
}

extension CopiedHeader.Field {
    /// The field as octets of a message.
    var field: HeaderField {
        let name = Array(name.utf8)
        return HeaderField(unchecked: name + Self.colon + value + Self.lineEnd, nameLength: name.count)
    }

    fileprivate static let colon: [UInt8] = [UInt8(ascii: ":")]
    fileprivate static let lineEnd: [UInt8] = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
}
