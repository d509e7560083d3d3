import MXResolver
import SMTPTransport

/// Who judges strangers and what they bring, as the configuration says.
struct InboundFilters: Sendable {
    /// Judges clients before they are greeted; nil for nobody.
    let judge: SMTPExposure.Judge?
    /// Judges messages; nil for nobody.
    let spamFilter: SpamFilter?

    /// The room for answers of lists in octets: 4 MiB, some ten thousand clients.
    private static let listCacheSize = 4 << 20

    /// Makes the filters of a configuration.
    ///
    /// - Parameters:
    ///   - configuration: the configuration.
    ///   - parts: what the server has anyway.
    /// - Throws: `CommandFailure` with the reason why a password cannot be read.
    static func made(
        of configuration: ServerConfiguration, over parts: LastingParts
    ) throws(CommandFailure) -> InboundFilters {
        let composer = FilterComposer(configuration: configuration, logger: parts.logger)
        // A cache of their own: an answer that has run out turns nobody away, and clients crowd out no mail hosts.
        let lists = CachingResolver(
            before: parts.countedResolver, options: .init(limits: .init(stale: .zero, bytes: listCacheSize)))
        return InboundFilters(
            judge: composer.judge(over: lists), spamFilter: try composer.spamFilter(group: parts.group))
    }
}
