import SMTPTransport

/// Who judges strangers and what they bring, as the configuration says.
struct InboundFilters: Sendable {
    /// Judges clients before they are greeted; nil for nobody.
    let judge: SMTPExposure.Judge?
    /// Judges messages; nil for nobody.
    let spamFilter: SpamFilter?

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
        return InboundFilters(
            judge: composer.judge(over: parts.dns), spamFilter: try composer.spamFilter(group: parts.group))
    }
}
