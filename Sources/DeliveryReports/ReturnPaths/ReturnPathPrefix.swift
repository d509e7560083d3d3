import MailAddressing

/// What a local part of ours begins with, and the separator behind it.
struct ReturnPathPrefix: Hashable, Sendable {
    /// The text before the separator in lower case, for example `bounces`.
    let text: String

    /// Takes a text, and sees that the longest local part fits to a domain.
    init(_ text: String, at domain: DomainName) throws(ReturnPathError) {
        let octets = Array(text.utf8)
        let isAllowed = { (octet: UInt8) in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let atoms = octets.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...Self.maximumLength).contains(octets.count), octets.allSatisfy(isAllowed),
            atoms.allSatisfy({ !$0.isEmpty })
        else { throw .malformedPrefix }
        let longest = String(repeating: "a", count: Mailbox.maximumLocalPartLength)
        guard (try? Mailbox("\(longest)@\(domain)")) != nil else { throw .unusableDomain }
        self.text = text.lowercased()
    }

    /// How many octets of a local part are left behind the separator.
    var room: Int { Mailbox.maximumLocalPartLength - text.utf8.count - 1 }

    /// The local part that carries a text.
    func localPart(carrying text: String) -> String { "\(self.text)+\(text)" }

    /// What stands behind the separator, in whatever case the prefix is; nil where the local part begins otherwise.
    func carried(by localPart: String) -> Substring.UTF8View? {
        let octets = localPart.utf8
        let own = text.utf8
        guard octets.count > own.count else { return nil }
        let isOwn = zip(octets, own).allSatisfy { theirs, ours in
            theirs == ours || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(theirs) && theirs | 0x20 == ours
        }
        let rest = octets.dropFirst(own.count)
        guard isOwn, rest.first == UInt8(ascii: "+") else { return nil }
        return rest.dropFirst()
    }

    /// The longest prefix in octets: behind it a recipient of usual length, or a signed value of 13 octets, still fits.
    static let maximumLength = 16
}
