import DeliveryQueue
import MailAddressing

/// Reads the whole file into a configuration, section by section.
///
/// The sections are in `ServerConfiguration….swift` beside this file. Every section is read whatever the others hold, so
/// that one run finds every mistake.
struct ConfigurationDecoder {
    private typealias Fields = ConfigurationFields<ConfigurationKeys.TopLevel>

    /// What all cursors of the file share.
    let context: DecodingContext
    /// The name of the machine, the default of `hostname`.
    let machineName: String

    /// Reads the file; nil when there is no usable host name, and then there is a problem.
    ///
    /// The value holds defaults where something is wrong: use it only when the context has no problems.
    ///
    /// - Parameter root: the top of the file, or nil when the file has no content.
    func decode(_ root: ConfigurationCursor?) -> ServerConfiguration? {
        let fields: Fields
        if let root, !root.isNull {
            guard let found = root.fields(ConfigurationKeys.TopLevel.self) else { return nil }
            fields = found
        } else {
            fields = Fields(absentIn: context)
        }
        let name = hostname(fields)
        // Without a name the other mistakes are wanted all the same: they are read into a value that nobody sees.
        guard let filler = name ?? (try? DomainName("localhost")) else { return nil }
        let dataPath = FilePath.resolve(ServerConfiguration.standardDataPath, against: context.folder)
        var configuration = ServerConfiguration(hostname: filler, dataPath: dataPath)
        read(fields, into: &configuration)
        return name == nil ? nil : configuration
    }

    private func hostname(_ fields: Fields) -> DomainName? {
        if let cursor = fields[.hostname] { return cursor.domain() }
        if let name = try? DomainName(machineName), name.isHostName { return name }
        let shown = PrintableText.quoted(machineName)
        fields.report(.missingKey, .hostname, "is missing, and the machine's own name, \(shown), is no host name")
        return nil
    }

    private func read(_ fields: Fields, into configuration: inout ServerConfiguration) {
        configuration.user = fields[.user]?.string("a user of this machine")
        configuration.group = fields[.group]?.string("a group of this machine")
        if fields[.group] != nil, fields[.user] == nil {
            fields.report(.noEffect, .group, "has no effect without user")
        }
        fields.assign(.data, to: &configuration.dataPath) { $0.filePath() }
        fields.assign(.storage, to: &configuration.storage) { $0.choice(ServerConfiguration.Storage.self) }
        fields.assign(.durability, to: &configuration.durability) { $0.choice(ServerConfiguration.Durability.self) }
        fields.assign(.spoolThreshold, to: &configuration.spoolThreshold) {
            $0.size(in: ServerConfiguration.spoolThresholdRange)
        }
        fields.assign(.minimumFreeSpace, to: &configuration.minimumFreeSpace) {
            $0.size(in: ServerConfiguration.minimumFreeSpaceRange)
        }
        if configuration.storage == .memory {
            for key in [ConfigurationKeys.TopLevel.spoolThreshold, .minimumFreeSpace] where fields[key] != nil {
                fields.report(.noEffect, key, "has no effect while storage is memory")
            }
        }
        if let cursor = fields[.queueLimit] { configuration.queueLimit = QueueLimit.limit(reading: cursor) }
        fields.assign(.listeners, to: &configuration.listeners) { ServerConfiguration.Listener.list(reading: $0) }
        let spoolThreshold = configuration.storage == .memory ? .max : configuration.spoolThreshold
        fields.assign(.limits, to: &configuration.limits) {
            ServerConfiguration.Limits(reading: $0, spoolThreshold: spoolThreshold)
        }
        fields.assign(.tls, to: &configuration.tls) { ServerConfiguration.TLS(reading: $0) }
        fields.assign(.oauth, to: &configuration.oauth) { ServerConfiguration.OAuth(reading: $0) }
        fields.assign(.accounts, to: &configuration.accounts) { ServerConfiguration.Account.list(reading: $0) }
        fields.assign(.dns, to: &configuration.dns) { ServerConfiguration.DNS(reading: $0) }
        fields.assign(.delivery, to: &configuration.delivery) { ServerConfiguration.Delivery(reading: $0) }
        fields.assign(.suppression, to: &configuration.suppression) { ServerConfiguration.Suppression(reading: $0) }
        fields.assign(.forwarding, to: &configuration.forwarding) { ServerConfiguration.Forwarding(reading: $0) }
        fields.assign(.filter, to: &configuration.filter) { ServerConfiguration.Filter(reading: $0) }
        let takesStrangers = configuration.listeners.contains { $0.kind == .mx }
        if !takesStrangers, configuration.filter != ServerConfiguration.Filter() {
            fields.report(.noEffect, .filter, "has no effect without a listener of kind mx")
        }
        fields.assign(.dkim, to: &configuration.signing) { ServerConfiguration.Signing(reading: $0) }
        fields.assign(.history, to: &configuration.history) { ServerConfiguration.History(reading: $0) }
        fields.assign(.http, to: &configuration.http) { ServerConfiguration.HTTP(reading: $0) }
        let hasLogins = !configuration.accounts.isEmpty || !configuration.oauth.checker.isEmpty
        if hasLogins, !configuration.takesLogins {
            let key: ConfigurationKeys.TopLevel = configuration.accounts.isEmpty ? .oauth : .accounts
            fields.report(.noEffect, key, "has no effect without a listener of kind submission or submissions")
        }
    }
}
