import MailAddressing

/// Turns text into mailboxes, or says what is wrong with it and where.
///
///     parse-address ada@example.com '"ada lovelace"@[192.0.2.1]' ada..lovelace@example.com
@main
struct ParseAddress {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard !arguments.isEmpty else { return print("usage: parse-address ADDRESS...") }
        for text in arguments {
            do {
                let mailbox = try Mailbox(text)
                print("\(mailbox): the local part is \(mailbox.localPart), \(kind(of: mailbox.host))")
            } catch {
                print("\(text): \(error)")
            }
        }
    }

    private static func kind(of host: MailHost) -> String {
        switch host {
        case .domain(let name): "the domain is \(name), below \(name.parent?.text ?? "the root")"
        case .literal(let address): "the host is \(address)\(address.isSpecialPurpose ? ", which is not public" : "")"
        }
    }
}
