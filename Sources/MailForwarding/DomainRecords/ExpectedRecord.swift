public import MailAddressing

/// A record that should stand in the DNS for a domain whose mail is forwarded.
///
/// Guarantees: the value is visible ASCII and blanks, on one line.
public struct ExpectedRecord: Hashable, Sendable {
    /// The types of record; complete, as a forwarding domain needs no others.
    public enum RecordType: String, Hashable, Sendable, CaseIterable {
        /// A host that takes mail (RFC 1035, section 3.3.9).
        case mx = "MX"
        /// A text (RFC 1035, section 3.3.14).
        case txt = "TXT"
    }

    /// What it is for.
    public let purpose: Purpose
    /// Where it stands.
    public let name: DomainName
    /// Its type.
    public let type: RecordType
    /// Its value on one line and without quotes, as forms of DNS providers take it, for example `10 mail.example.test`.
    public let value: String

    /// How long ``zoneFileLine`` lets a record be kept, in seconds: an hour, so that a mistake is soon forgotten.
    public static let timeToLive = 3_600
    /// The longest string of a TXT record in octets (RFC 1035, section 3.3).
    public static let maximumStringLength = 255
}

extension ExpectedRecord {
    /// What a record is for; complete, as a plan knows no other records.
    public enum Purpose: Hashable, Sendable {
        /// Mail for the domain comes here (RFC 5321, section 5).
        case mailExchange
        /// Mail from the domain may leave from here: SPF (RFC 7208).
        case senderPolicy
        /// What is forwarded leaves with a sender in this name, which the server may use: SPF of its own.
        case forwardingPolicy
        /// The key with this selector signs for the domain: DKIM (RFC 6376).
        case signingKey(selector: String)
        /// What to do with mail that only claims to be from the domain: DMARC (RFC 7489).
        case dmarc
        /// Mail for the domain is to come over TLS: MTA-STS (RFC 8461).
        case strictTransport
        /// Where failures of TLS are reported (RFC 8460).
        case tlsReporting

        /// A short name for people, for example `MX` or `DKIM s1`.
        public var title: String {
            switch self {
            case .mailExchange: "MX"
            case .senderPolicy: "SPF"
            case .forwardingPolicy: "SPF of forwards"
            case .signingKey(let selector): "DKIM \(selector)"
            case .dmarc: "DMARC"
            case .strictTransport: "MTA-STS"
            case .tlsReporting: "TLS-RPT"
            }
        }

        /// Whether mail is not forwarded well without it; the others are recommended.
        public var isRequired: Bool {
            switch self {
            case .mailExchange, .senderPolicy, .signingKey: true
            case .forwardingPolicy, .dmarc, .strictTransport, .tlsReporting: false
            }
        }
    }
}
