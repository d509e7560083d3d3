public import MailAddressing

/// A mailbox as a message names it: an address, and maybe the name of who has it (RFC 5322, section 3.4).
///
/// Addresses of strangers' messages are kept as they were read, whether or not they are valid; ``mailbox`` says if one
/// is.
public struct NamedMailbox: Hashable, Sendable {
    /// The name as text, encoded words decoded, or nil; never empty and never only blanks.
    public let displayName: String?
    /// The address as it stands in the message: comments, folding, source routes and blanks around dots removed.
    ///
    /// A quoted local part has its quotes. Empty where a message has a name and no address.
    public let address: String

    /// Names a mailbox.
    ///
    /// - Parameters:
    ///   - displayName: the name as plain text, or nil; one of blanks only counts as none.
    ///   - mailbox: the mailbox.
    public init(displayName: String?, mailbox: Mailbox) {
        self.init(displayName: displayName, address: mailbox.description)
    }

    /// Takes an address as it was read.
    init(displayName: String?, address: String) {
        let isBlank = displayName?.utf8.allSatisfy { $0.isBlank } ?? true
        self.displayName = isBlank ? nil : displayName
        self.address = address
    }

    /// The mailbox of the address, or nil when it is none that SMTP could carry (RFC 5321, section 4.1.2).
    public var mailbox: Mailbox? { try? Mailbox(address) }
}

extension NamedMailbox: CustomStringConvertible {
    /// The mailbox as it stands in a field, on one line: the name quoted or in encoded words where it must be.
    public var description: String {
        guard let displayName else { return writtenAddress }
        return "\(EncodedWords.encodedPhrase(displayName)) <\(writtenAddress)>"
    }

    /// The address as it is written: what is no address has question marks for what would disturb the others of a list.
    var writtenAddress: String {
        guard mailbox == nil else { return address }
        return String(
            decoding: address.utf8.map { Self.disturbing.contains($0) ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    private static let disturbing = Array("\"\\()<>[],;:".utf8)
}
