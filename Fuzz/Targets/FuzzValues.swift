import MailAddressing
import SMTPProtocol

/// Values that several targets need.
enum FuzzValues {
    /// A host that parses.
    static let host = mailHost("mx.example.test")

    /// The extensions that two choices leave of all; by default all.
    static func extensions(_ input: inout FuzzInput) -> SMTPServiceExtensions {
        let removed = UInt16(input.octet()) | UInt16(input.octet()) << 8
        return SMTPServiceExtensions(rawValue: ~removed)
    }

    /// A host from a literal of ours.
    static func mailHost(_ text: String) -> MailHost {
        guard let host = try? MailHost(text) else { preconditionFailure("\(text) is no host") }
        return host
    }

    /// A mailbox from a literal of ours.
    static func mailbox(_ text: String) -> Mailbox {
        guard let mailbox = try? Mailbox(text) else { preconditionFailure("\(text) is no mailbox") }
        return mailbox
    }
}

extension [UInt8] {
    /// Where a sequence of octets first ends, or nil.
    func end(of sequence: [UInt8], from start: Int = 0) -> Int? {
        guard !sequence.isEmpty, count >= sequence.count, start <= count - sequence.count else { return nil }
        for first in Swift.max(start, 0)...(count - sequence.count)
        where self[first] == sequence[0] && self[first..<(first + sequence.count)].elementsEqual(sequence) {
            return first + sequence.count
        }
        return nil
    }
}

extension Collection<UInt8> {
    /// The octets as a text for people, with escapes for all but printable ASCII.
    var shown: String {
        map { (32..<127).contains($0) ? String(UnicodeScalar($0)) : "\\x\(String($0, radix: 16))" }.joined()
    }
}
