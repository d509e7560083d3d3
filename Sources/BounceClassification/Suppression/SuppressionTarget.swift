public import MailAddressing

/// Who gets nothing: a mailbox in its canonical form, or a whole domain.
///
/// Local parts are compared here whatever the case of their letters. RFC 5321, section 2.4, leaves it to the receiving
/// domain whether the case matters, and no provider of note makes two mailboxes of `Ada` and `ada`; yet lists hold both
/// spellings. Told apart, a dead mailbox would be tried again under each of them. The price of a mistake is small: one
/// person's entry holds for a namesake, in a place that tells them apart.
///
/// A domain means itself, not the domains below it, whose mail others may run. Sub-addresses (`ada+news`) and dots are
/// not taken away: only some providers ignore them.
///
/// An accented letter is the same whether it was written as one scalar or as two: local parts are in form C, as RFC
/// 6532, section 3.1, asks for. So targets are equal, and are ordered, by their octets, and a store may compare those.
public struct SuppressionTarget: Hashable, Sendable {
    /// The local part without quotes, in lower case and form C; nil for a whole domain.
    public let localPart: String?
    /// The domain or address literal; always a domain where there is no local part.
    public let host: MailHost

    /// The longest local part in octets: one of 64, as lower case and form C at most treble the octets of a character.
    static let maximumLocalPartLength = 192

    /// The target that a mailbox is.
    ///
    /// - Parameter mailbox: the mailbox.
    public init(_ mailbox: Mailbox) {
        localPart = Self.canonical(mailbox.localPart)
        host = mailbox.host
    }

    /// A whole domain: every mailbox in it.
    ///
    /// - Parameter domain: the domain, without those below it.
    public init(domain: DomainName) {
        localPart = nil
        host = .domain(domain)
    }

    /// The target of a durable form; nil where it is not canonical.
    ///
    /// - Parameters:
    ///   - localPart: the local part in lower case and form C; empty for a whole domain.
    ///   - host: the domain or address literal.
    init?(localPart: String, host: String) {
        guard !localPart.isEmpty else {
            guard let domain = try? DomainName(host), domain.text == host else { return nil }
            self.init(domain: domain)
            return
        }
        // In ASCII, lower case and form C are as long as what they are made of.
        let isASCII = localPart.utf8.allSatisfy { $0 < 128 }
        guard localPart.utf8.count <= (isASCII ? Mailbox.maximumLocalPartLength : Self.maximumLocalPartLength),
            !localPart.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }),
            Self.canonical(localPart).utf8.elementsEqual(localPart.utf8),
            let parsed = try? MailHost(host), parsed.description == host
        else { return nil }
        self.init(canonical: localPart, host: parsed)
    }

    private init(canonical localPart: String, host: MailHost) {
        self.localPart = localPart
        self.host = host
    }

    /// A local part in lower case and form C.
    static func canonical(_ localPart: String) -> String {
        let lower = localPart.lowercased()
        guard !lower.utf8.allSatisfy({ $0 < 128 }) else { return lower }
        let composed = UnicodeNormalization.composed(lower.unicodeScalars.map(\.value))
        var result = String.UnicodeScalarView()
        result.append(contentsOf: composed.lazy.compactMap { Unicode.Scalar($0) })
        return String(result)
    }

    /// Whether a whole domain is meant.
    public var isDomain: Bool { localPart == nil }

    /// The domain and the local part as octets; `@`, which no domain has, stands before the local part.
    var octets: [UInt8] {
        var octets = Array(host.description.utf8)
        if let localPart {
            octets.append(UInt8(ascii: "@"))
            octets += localPart.utf8
        }
        return octets
    }
}

extension SuppressionTarget: Comparable {
    /// Orders by the octets, so that the mailboxes of a domain stand together, the domain before them.
    public static func < (left: SuppressionTarget, right: SuppressionTarget) -> Bool {
        left.octets.lexicographicallyPrecedes(right.octets)
    }
}
