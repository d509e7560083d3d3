import DeliveryQueue

/// What is suspended or resumed, as it goes through the control socket: a site, a sender, a source, or a source to a
/// site.
struct SuspensionScope: Codable, Hashable, Sendable {
    /// A site or a domain.
    var site: String?
    /// A reverse path, or with `@` before it a domain; empty for mail without a sender.
    var sender: String?
    /// A source's name; a question may have its address instead.
    var source: String?

    /// Makes a scope.
    init(site: String? = nil, sender: String? = nil, source: String? = nil) {
        self.site = site
        self.sender = sender
        self.source = source
    }

    /// Makes the scope of a target.
    init(_ target: SuspensionTarget) {
        switch target {
        case .site(let site): self.site = site
        case .sender(let sender): self.sender = sender
        case .source(let source): self.source = source
        case .path(let source, let site): (self.source, self.site) = (source, site)
        }
    }

    /// What is meant; nil where it is nothing or too much.
    var target: SuspensionTarget? {
        switch (site, sender, source) {
        case (let site?, nil, nil): .site(site)
        case (nil, let sender?, nil): .sender(sender)
        case (nil, nil, let source?): .source(source)
        case (let site?, nil, let source?): .path(source: source, site: site)
        default: nil
        }
    }

    /// What is meant, for people.
    var text: String {
        let parts = [
            site.map { "to \($0)" }, source.map { "from the source \($0)" },
            sender.map { $0.isEmpty ? "without a sender" : "of \($0)" },
        ]
        return Console.printable(parts.compactMap { $0 }.joined(separator: " "))
    }

    /// What is meant, as the command line takes it.
    var arguments: String {
        // A shell would take the brackets for a redirection.
        let parts = [
            source.map { "--source \($0)" }, sender.map { "--sender \($0.isEmpty ? "'<>'" : $0)" }, site,
        ]
        return Console.printable(parts.compactMap { $0 }.joined(separator: " "))
    }
}
