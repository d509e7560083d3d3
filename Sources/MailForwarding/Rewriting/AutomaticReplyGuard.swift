public import InternetMessage
public import MailAddressing

/// Decides whether something automatic may answer a message, so that no two programs answer each other (RFC 3834,
/// section 2).
public enum AutomaticReplyGuard {
    /// Whether something automatic may answer a message.
    ///
    /// It may not where the reverse path is null; where Auto-Submitted says anything but `no`, or nothing; where
    /// Precedence is `bulk`, `list` or `junk`; where there is a field of a mailing list (RFC 2369, RFC 2919); or where
    /// the reverse path, From or Sender is a program by its name: the mailer daemon, the owner or request address of a
    /// list, or one that says that it takes no answers.
    ///
    /// - Parameters:
    ///   - header: the header of the message.
    ///   - reversePath: the sender in its envelope, to which an answer would go.
    public static func allowsAnswer(header: MessageHeader, reversePath: ReversePath) -> Bool {
        guard let sender = reversePath.mailbox, !isProgram(sender.localPart) else { return false }
        for field in header.fields {
            switch field.name.lowercased() {
            case "auto-submitted":
                guard field.keyword == "no" else { return false }
            case "precedence":
                guard !bulkPrecedences.contains(field.keyword) else { return false }
            case "from", "sender":
                guard !namesProgram(field) else { return false }
            case let name where name.hasPrefix("list-"): return false
            default: break
            }
        }
        return true
    }

    /// Whether the first address of a field is a program's; programs often write theirs without a domain.
    private static func namesProgram(_ field: HeaderField) -> Bool {
        guard let mailbox = AddressList(parsing: field.value).mailboxes.first else { return false }
        return isProgram(String(decoding: mailbox.address.utf8.prefix { $0 != UInt8(ascii: "@") }, as: UTF8.self))
    }

    private static func isProgram(_ localPart: String) -> Bool {
        let name = localPart.lowercased()
        return programs.contains(name) || name.hasPrefix("owner-") || listEndings.contains { name.hasSuffix($0) }
    }

    private static let bulkPrecedences: Set<String> = ["bulk", "list", "junk"]
    private static let programs: Set<String> = [
        "mailer-daemon", "postmaster", "listserv", "majordomo", "noreply", "no-reply", "donotreply", "do-not-reply",
    ]
    private static let listEndings = ["-request", "-owner", "-bounces", "-bounce"]
}
