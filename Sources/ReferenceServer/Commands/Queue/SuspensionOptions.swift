import ArgumentParser
import DeliveryQueue
import MXResolver
import MailAddressing

/// What is suspended or resumed.
struct SuspensionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A domain, or a site as `waxwing queue explain` and `waxwing dns route` name it.", valueName: "site"))
    var site: String?

    @Option(
        help: ArgumentHelp(
            "Everything of this sender, or with @ of this domain; '<>' for mail without a sender.",
            valueName: "address"))
    var sender: String?

    @Option(
        help: ArgumentHelp(
            "Everything from this source, by its name or its address, or what goes from it to the site.",
            valueName: "name"))
    var source: String?

    /// What is meant.
    ///
    /// - Throws: `CommandFailure` of wrong usage.
    func scope() throws(CommandFailure) -> SuspensionScope {
        var scope = SuspensionScope(source: source)
        if let site { scope.site = try Self.site(site) }
        if let sender { scope.sender = try Self.sender(sender) }
        guard scope.sender == nil || scope.site == nil && scope.source == nil else {
            throw .usage("--sender goes with neither a site nor --source")
        }
        guard scope.target != nil else { throw .usage("name a site, --sender ADDRESS, or --source NAME or ADDRESS") }
        if let source, source.isEmpty { throw .usage("--source is empty; name a source of the configuration") }
        return scope
    }

    /// A site's name as the queue writes it.
    private static func site(_ text: String) throws(CommandFailure) -> String {
        let name = text.lowercased()
        if let domain = try? DomainName(name.hasSuffix(".") ? String(name.dropLast()) : name) { return domain.text }
        let shown = Console.printable(text)
        guard !text.isEmpty else { throw .usage("the site is empty; name a domain, such as example.org") }
        if namesMailbox(name) {
            let address = name.trimmingBrackets
            let host = address.split(separator: "@").last.map(String.init) ?? ""
            throw .usage(
                """
                \(shown) is an address and no site; name the domain, \(Console.printable(host)), or the sender with \
                --sender \(Console.printable(address))
                """)
        }
        guard let site = MailSite(name: name) else {
            throw .usage("\(shown) is no site; `waxwing queue explain` lists those that mail waits for")
        }
        return site.name
    }

    /// Whether a site's name has an @ elsewhere than in place of a first label, where it stands for the hosts' parent.
    private static func namesMailbox(_ name: String) -> Bool {
        name.split(separator: "+").contains { group in
            group.contains("@") && !group.prefix { $0 != "." }.split(separator: ",").contains("@")
        }
    }

    /// A reverse path as the queue compares it, or with `@` before it a domain; empty for mail without a sender.
    private static func sender(_ text: String) throws(CommandFailure) -> String {
        let name = text.trimmingBrackets.lowercased()
        if text == "<>" { return "" }
        if name.hasPrefix("@"), let host = try? MailHost(name.dropFirst()) {
            return "@\(host)".lowercased()
        }
        if let mailbox = try? Mailbox(name) { return mailbox.description.lowercased() }
        let shown = Console.printable(text)
        let problem = text.isEmpty ? "--sender is empty" : "--sender \(shown) is no address"
        let near = (try? DomainName(name)).map { "; did you mean @\($0)?" } ?? ""
        throw .usage(
            "\(problem); accepted: ada@example.org, @example.org for everybody of a domain, '<>' for no sender\(near)")
    }
}

extension String {
    /// The text without the angle brackets that addresses are often written in.
    fileprivate var trimmingBrackets: String {
        hasPrefix("<") && hasSuffix(">") ? String(dropFirst().dropLast()) : self
    }
}
