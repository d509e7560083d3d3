import Logging
import MXResolver
import NIOCore
import SMTPTransport

/// Makes the filters of the configuration's words.
struct FilterComposer {
    private let filter: ServerConfiguration.Filter
    private let logger: Logger
    private let troubles: FilterTroubleLog

    /// Makes a composer.
    ///
    /// - Parameters:
    ///   - configuration: the configuration.
    ///   - logger: where refusals and problems are logged.
    init(configuration: ServerConfiguration, logger: Logger) {
        filter = configuration.filter
        self.logger = logger
        troubles = FilterTroubleLog(logger: logger)
    }

    /// Who judges clients before they are greeted; nil where there are no lists to judge by.
    ///
    /// It is for listeners of kind `mx` alone: those who log in come from addresses that lists are full of.
    ///
    /// - Parameter resolver: who asks the lists.
    func judge(over resolver: any DNSResolver) -> SMTPExposure.Judge? {
        guard !filter.blockLists.isEmpty else { return nil }
        let judge = BlockListJudge(filter, resolver: resolver, troubles: troubles, logger: logger)
        return { await judge.judge($0) }
    }

    /// Who judges messages, or nil where nobody is asked.
    ///
    /// Whoever has it shuts it down.
    ///
    /// - Parameter group: whose event loops it runs on.
    /// - Throws: `CommandFailure` with the reason why the password could not be read.
    func spamFilter(group: any EventLoopGroup) throws(CommandFailure) -> SpamFilter? {
        guard let rspamd = filter.rspamd else { return nil }
        var password: RedactedText?
        if let path = rspamd.passwordFile { password = try Self.password(path) }
        let client = RspamdClient(
            to: rspamd.origin, password: password, timeout: rspamd.timeout, group: group)
        return SpamFilter(
            asking: client, unavailable: rspamd.unavailable, largestMessage: rspamd.largestMessage,
            troubles: troubles, logger: logger)
    }

    /// Reads the password that the configuration names, and makes nothing of it.
    static func checkPassword(of configuration: ServerConfiguration) throws(CommandFailure) {
        if let path = configuration.filter.rspamd?.passwordFile { _ = try password(path) }
    }

    private static func password(_ path: String) throws(CommandFailure) -> RedactedText {
        let text: String
        do { text = try PasswordFile.read(path) } catch { throw .operational("\(error)") }
        guard text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
            throw .operational("password file \(path): it has a control character, which no header can hold")
        }
        return RedactedText(text)
    }
}
