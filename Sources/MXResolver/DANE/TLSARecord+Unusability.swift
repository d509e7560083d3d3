internal import MailCryptography

extension TLSARecord {
    /// Why a record cannot be used for mail.
    ///
    /// Complete: one for each field, and two for the octets.
    public enum Unusability: Hashable, Sendable {
        /// A usage that asks for a public authority, which mail has none of (RFC 7672, section 3.1.3), or an unknown
        /// one.
        case usage
        /// An unknown selector.
        case selector
        /// An unknown matching type.
        case matching
        /// A digest of another length than its kind has.
        case digestLength
        /// The octets should be a certificate or a key and are none.
        case unreadable
    }

    /// Why the record cannot be used for mail; nil when it can.
    ///
    /// A record that holds a whole certificate or key is read for it.
    public var unusability: Unusability? {
        guard usage == 2 || usage == 3 else { return .usage }
        guard selector == 0 || selector == 1 else { return .selector }
        switch matching {
        case 0:
            let isReadable = selector == 0 ? (try? Certificate(der: association)) != nil : isReadableKey
            return isReadable ? nil : .unreadable
        case 1: return association.count == SHA256.length ? nil : .digestLength
        case 2: return association.count == SHA512.length ? nil : .digestLength
        default: return .matching
        }
    }

    /// Whether the record can be used for mail.
    public var isUsable: Bool { unusability == nil }

    private var isReadableKey: Bool { Certificate.isReadable(subjectPublicKeyInfo: association) }
}

extension TLSARecord.Unusability: CustomStringConvertible {
    /// A few words for a person.
    public var description: String {
        switch self {
        case .usage: "its usage is none for mail"
        case .selector: "its selector is unknown"
        case .matching: "its matching type is unknown"
        case .digestLength: "its digest has the wrong length"
        case .unreadable: "its certificate or key cannot be read"
        }
    }
}
