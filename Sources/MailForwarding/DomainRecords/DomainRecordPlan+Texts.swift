import MailAddressing

extension DomainRecordPlan {
    /// The mechanisms of SPF that authorize the host and the sources, for example `mx` and `ip4:192.0.2.1`.
    var mechanisms: [String] { Self.mechanisms(sources) }

    private static func mechanisms(_ sources: [IPAddress]) -> [String] { ["mx"] + sources.map(mechanism) }

    /// The mechanism that authorizes an address (RFC 7208, section 5.6).
    static func mechanism(_ source: IPAddress) -> String {
        source.family == .v4 ? "ip4:\(source)" : "ip6:\(source)"
    }

    /// The SPF record.
    ///
    /// Everything else fails softly: with `-all` some receivers refuse mail that others forwarded without a look at its
    /// signature.
    static func senderPolicy(_ sources: [IPAddress]) -> String {
        "v=spf1 \(mechanisms(sources).joined(separator: " ")) ~all"
    }

    /// The SPF record of the name that forwards leave with; nothing else is sent in it.
    static func forwardingPolicy(of name: DomainName, mailHost: DomainName, _ sources: [IPAddress]) -> String {
        let host = name == mailHost ? "a" : "a:\(mailHost)"
        return "v=spf1 \(([host] + sources.map(mechanism)).joined(separator: " ")) ~all"
    }

    /// A TXT record below the domain.
    static func text(
        _ purpose: ExpectedRecord.Purpose, at labels: String, below domain: DomainName, value: String
    ) throws(DomainRecordError) -> ExpectedRecord {
        guard let name = try? domain.prefixed(by: labels) else { throw .nameTooLong }
        return ExpectedRecord(purpose: purpose, name: name, type: .txt, value: value)
    }

    /// The URI of a mailbox (RFC 6068, section 2), with nothing in it that would end a tag or an entry of `rua=`.
    static func reports(to mailbox: Mailbox) throws(DomainRecordError) -> String {
        guard let host = mailbox.host.domain else { throw .unusableReportAddress }
        // The local part with the quotes that it may need.
        let localPart = Array(mailbox.description.utf8).dropLast(host.text.utf8.count + 1)
        var octets: [UInt8] = []
        for octet in localPart {
            if octet.isPlainInReportURI {
                octets.append(octet)
            } else {
                octets.append(UInt8(ascii: "%"))
                octets += [octet >> 4, octet & 0xF].map { hexadecimalDigits[Int($0)] }
            }
        }
        return "mailto:\(String(decoding: octets, as: UTF8.self))@\(host)"
    }

    private static let hexadecimalDigits = Array("0123456789ABCDEF".utf8)

    /// Whether a text is 1 to 32 letters and digits (`sts-id` of RFC 8461, section 3.1).
    static func isPolicyIdentifier(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.allSatisfy(\.isLetterOrDigit)
    }
}

extension UInt8 {
    /// Whether the octet is an ASCII letter or digit.
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// Whether the octet stands for itself in the URI of a mailbox; `+` is common there, and is no blank.
    fileprivate var isPlainInReportURI: Bool {
        switch self {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"): true
        default: isLetterOrDigit
        }
    }
}
