import DeliveryQueue
import Foundation
import MailAddressing

/// A mailbox in the form in which the history looks for it: case does not count.
struct HistoryAddress: Hashable, Sendable {
    /// The host, as `MailHost.description` writes it.
    let host: String
    /// The local part, folded, without quotes.
    let local: String

    /// Makes the form of a mailbox.
    ///
    /// - Parameter mailbox: the mailbox.
    init(_ mailbox: Mailbox) {
        host = mailbox.host.description
        let lowered = mailbox.localPart.lowercased()
        // The database compares octets, and an accented letter may be one scalar or two.
        local = lowered.utf8.allSatisfy { $0 < 128 } ? lowered : lowered.precomposedStringWithCanonicalMapping
    }
}

/// Which addresses are looked for, as `MessageQuery` writes them; complete.
enum HistoryAddressPattern: Hashable, Sendable {
    /// One mailbox.
    case address(HistoryAddress)
    /// Every mailbox at a host.
    case host(String)
    /// The null reverse path.
    case null
    /// What is no address and equals none.
    case nothing

    /// Reads a pattern.
    ///
    /// - Parameter text: a mailbox; a host with `@` before it; or nothing, which is the null reverse path.
    init(_ text: String) {
        if text.isEmpty {
            self = .null
        } else if text.utf8.first == UInt8(ascii: "@") {
            guard let host = try? MailHost(String(text.utf8.dropFirst()) ?? "") else {
                self = .nothing
                return
            }
            self = .host(host.description)
        } else {
            guard let mailbox = try? Mailbox(text) else {
                self = .nothing
                return
            }
            self = .address(HistoryAddress(mailbox))
        }
    }
}
