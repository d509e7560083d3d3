import ArgumentParser
import DeliveryQueue
import MailAddressing

/// What is suspended or resumed.
struct SuspensionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A domain, or a site as `waxwing queue explain` and `waxwing dns route` name it.", valueName: "site"))
    var site: String?

    @Option(
        help: ArgumentHelp("Everything of this sender, or with @ of this domain; <> for none.", valueName: "address"))
    var sender: String?

    @Option(help: ArgumentHelp("Everything from this source, or what goes from it to the site.", valueName: "name"))
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
        guard scope.target != nil else { throw .usage("name a site, --sender ADDRESS, or --source NAME") }
        if let source, source.isEmpty { throw .usage("--source is empty; name a source of the configuration") }
        return scope
    }

    /// A site's name as the queue writes it.
    private static func site(_ text: String) throws(CommandFailure) -> String {
        let name = text.lowercased()
        if let domain = try? DomainName(name.hasSuffix(".") ? String(name.dropLast()) : name) { return domain.text }
        let shown = Console.printable(text)
        if name.contains("@"), !name.hasPrefix("@,") {
            let host = name.split(separator: "@").last.map(String.init) ?? ""
            throw .usage(
                "\(shown) is an address and no site; name the domain, \(host), or the sender with --sender \(shown)")
        }
        guard !name.isEmpty, name.utf8.count <= 255, name.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw .usage("\(shown) is no site; `waxwing queue explain` lists those that mail waits for")
        }
        return name
    }

    /// A reverse path, or with `@` before it a domain, in lower case.
    private static func sender(_ text: String) throws(CommandFailure) -> String {
        if text == "<>" { return "" }
        let name = text.lowercased()
        guard name.contains("@"), name != "@" else {
            let shown = Console.printable(text)
            throw .usage("--sender \(shown) is no address; for everybody of a domain write --sender @\(shown)")
        }
        return name
    }
}
